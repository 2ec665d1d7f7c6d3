using System.Globalization;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>A folder of a test's own, in which the program runs.</summary>
internal sealed class RunFolder : IDisposable
{
    public const string UserName = "the-user";
    public const string Password = "Geheim & \"q\" 77";

    public const string ClientId = "0a1b-2c3d-its-client";
    public const string ClientSecret = "Heimlich / + & \"c\" 88";

    private readonly TemporaryFolder _folder = new();

    public string FullName => _folder.Path;

    /// <summary>The credentials that sandbox and program share.</summary>
    public static Dictionary<string, string> Credentials => new() { ["q_username"] = UserName, ["q_password"] = Password };

    /// <summary>The client that sandbox and program share.</summary>
    public static Dictionary<string, string> Client => new() { ["q_client_id"] = ClientId, ["q_client_secret"] = ClientSecret };

    /// <summary>The run databases in the folder.</summary>
    public string[] Databases => Directory.GetFiles(FullName, "custom_attributes_connector_sqlite_*.db");

    /// <summary>The logs in the folder.</summary>
    public string[] Logs => Directory.GetFiles(FullName, "custom_attributes_connector_log_*.log");

    /// <summary>The names of everything in the folder.</summary>
    public string[] Names => new DirectoryInfo(FullName).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.Name).Order(StringComparer.Ordinal).ToArray();

    public static async Task<SandboxServer> StartSandboxAsync(SandboxOptions? options = null) =>
        await SandboxServer.StartAsync(
            (options ?? new SandboxOptions()) with { UserName = UserName, Password = Password, ClientId = ClientId, ClientSecret = ClientSecret },
            TestContext.Current.CancellationToken);

    /// <summary>Makes a token as somebody else would, and gives it as the program's account.</summary>
    public static async Task<Dictionary<string, string>> MakeTokenAsync(SandboxServer server)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("clientId", ClientId);
        http.DefaultRequestHeaders.Add("clientSecret", ClientSecret);
        using HttpResponseMessage answer = await http.PostAsync(new Uri(server.Address, "/auth/oidc"), null, TestContext.Current.CancellationToken);
        return new() { ["q_access_token"] = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) };
    }

    /// <summary>Gives an address in the form <c>--api-fqdn</c> takes.</summary>
    public static string AddressOf(SandboxServer server) => server.Address.GetLeftPart(UriPartial.Authority);

    public string PathOf(string name) => Path.Combine(FullName, name);

    public string Write(string name, string text)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes an export in which the assets are spread over the given number of groups.</summary>
    public string WriteExport(int assets, int groups = 1, string name = "export.csv", char delimiter = ',') => Write(
        name,
        Header(delimiter) + string.Concat(Enumerable.Range(0, assets).Select(i => Row(1000 + i, $"Business {i % groups}", delimiter))));

    /// <summary>Gives the header of the data contract.</summary>
    public static string Header(char delimiter = ',') =>
        string.Join(delimiter, AxoniusContract.Default.Columns.Select(column => column.Header).Prepend(AxoniusContract.DefaultAssetIdHeader)) + "\n";

    /// <summary>Gives a row with one attribute.</summary>
    public static string Row(int assetId, string business, char delimiter = ',') =>
        string.Create(CultureInfo.InvariantCulture, $"{assetId}{delimiter}{business}{new string(delimiter, AxoniusContract.Default.Columns.Count - 1)}\n");

    /// <summary>Runs the program without credentials.</summary>
    public Task<ConnectorRun> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs the program with environment variables.</summary>
    public async Task<ConnectorRun> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using ConnectorProcess process = ConnectorProcess.Start(FullName, environment, arguments);
        return await process.EndAsync();
    }

    /// <summary>Demands that a secret stands in nothing that was said or written.</summary>
    public void RequireNowhere(string secret, params ConnectorRun[] runs)
    {
        Each.Holds(runs, run => Assert.DoesNotContain(secret, run.Output + run.Error, StringComparison.Ordinal));
        foreach (string file in Directory.GetFiles(FullName, "*", SearchOption.AllDirectories))
        {
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, file);
        }
    }

    public void Dispose() => _folder.Dispose();
}
