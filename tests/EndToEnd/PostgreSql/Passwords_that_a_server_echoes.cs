using System.Net;
using QualysCustomAttributes.EndToEnd.CommandLine;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>Whatever a server says of the password, and wherever the password came from, no message and no log has it.</summary>
public sealed class Passwords_that_a_server_echoes
{
    private const string Secret = "s3<cr\"e>t;'&\\ pw/ü";

    public static TheoryData<string> Ways => ["plain", "url", "form", "html", "json", "sql", "upper"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_error_and_its_causes_do_not_have_it(string way)
    {
        await using var server = new EchoingServer(password => $"password »{Write(way, password)}« is wrong");
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        var target = new PostgreSqlTarget($"Host=localhost;Port={server.Port};Username=u", password: Secret);

        var exception = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(target));

        Assert.Equal([Secret], server.Passwords);
        Assert.Contains("password »[redacted]« is wrong", exception.Message, StringComparison.Ordinal);
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            Assert.DoesNotContain(Write(way, Secret), cause.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Write(way, Secret), string.Join('\n', cause.Data.Values.Cast<object?>()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task That_of_PGPASSWORD_of_a_password_file_and_of_the_connection_string_stands_nowhere()
    {
        await using var server = new EchoingServer(password => $"no: {password}, {Uri.EscapeDataString(password)}");
        await using PublishScenario scenario = await PublishScenario.StartAsync(1);
        string file = scenario.Folder.PathOf("passwords");
        await File.WriteAllTextAsync(
            file, $"# a file\nelsewhere:*:*:*:other\n*:*:*:*:{Secret.Replace("\\", "\\\\", StringComparison.Ordinal)}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        string connection = $"Host=localhost;Port={server.Port};Username=u";
        ConnectorRun[] runs =
        [
            await scenario.PublishAsync(new Dictionary<string, string> { ["PGPASSWORD"] = Secret }, "--postgresql", connection, "--log-file", "my.log"),
            await scenario.PublishAsync(new Dictionary<string, string> { ["PGPASSFILE"] = file }, "--postgresql", connection, "--log-file", "my.log"),
            await scenario.PublishAsync("--postgresql", $"{connection};Passfile={file}", "--log-file", "my.log"),
            await scenario.PublishAsync("--postgresql", $"{connection};Password=\"{Secret.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", "--log-file", "my.log"),
        ];
        File.Delete(file);

        Assert.Equal([Secret, Secret, Secret, Secret], server.Passwords);
        Each.Holds(runs, run => Assert.Contains("no: [redacted], [redacted]", run.RequireOneError(1), StringComparison.Ordinal));
        scenario.RequireNowhere(Secret, runs);
        scenario.RequireNowhere(Uri.EscapeDataString(Secret), runs);
    }

    [Theory]
    [InlineData("host=db dbname=inventory user=publisher password=geheim")]
    [InlineData("Host=db;Database=inventory password=geheim")]
    [InlineData("Host=db;Username=publisher Pwd = geheim")]
    [InlineData("Host=publisher:geheim@db")]
    [InlineData("Host=postgresql://publisher:geheim@db/inventory")]
    [InlineData("Host=db/geheim")]
    [InlineData("Host=db:geheim")]
    [InlineData("Host=[::1]geheim")]
    [InlineData("Host=/run/postgresql password=geheim")]
    [InlineData("Host=db;Database=postgres://publisher:geheim@db/inventory")]
    [InlineData("Host=db;Application Name=password=geheim")]
    [InlineData(" postgres://publisher:geheim@db")]
    [InlineData("jdbc:postgresql://db/inventory?user=publisher&password=geheim")]
    public void A_string_of_another_form_is_refused_and_not_shown(string connectionString)
    {
        var exception = Assert.Throws<PublicationException>(() => new PostgreSqlTarget(connectionString));

        Assert.Equal("ConnectionStringInvalid", exception.ErrorId);
        Assert.DoesNotContain("geheim", exception.ToString(), StringComparison.Ordinal);
    }

    private static string Write(string way, string password) => way switch
    {
        "url" => Uri.EscapeDataString(password),
        "form" => WebUtility.UrlEncode(password),
        "html" => WebUtility.HtmlEncode(password),
        "json" => System.Text.Json.JsonEncodedText.Encode(password).Value,
        "sql" => password.Replace("'", "''", StringComparison.Ordinal),
        "upper" => password.ToUpperInvariant(),
        _ => password,
    };
}
