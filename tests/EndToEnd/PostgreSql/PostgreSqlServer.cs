using System.Diagnostics;
using Npgsql;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>
/// The PostgreSQL server of the tests: the one that <c>QUALYS_TEST_POSTGRESQL</c> names, else one of their own, started from
/// the binaries of this machine in a temporary folder, on a free port of the loopback.
/// </summary>
internal sealed class PostgreSqlServer
{
    public const string Variable = "QUALYS_TEST_POSTGRESQL";

    private const string User = "qualys_test";
    private const string Password = "t3st;pass'word\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<Task<(string? ConnectionString, string? Lack)>> Shared = new(FindAsync);

    private readonly string _binaries;
    private readonly string[] _wrapper;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qca-postgresql-");
    private Process? _process;

    private PostgreSqlServer(string binaries)
    {
        _binaries = binaries;
        _wrapper = Wrapper();
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Gives the server's connection string; a test is skipped where there is none.</summary>
    public static async Task<string> RequireAsync()
    {
        (string? connectionString, string? lack) = await Shared.Value;
        Assert.SkipWhen(connectionString is null, lack ?? "");
        return connectionString!;
    }

    /// <summary>Gives the server's connection string, or null where there is none.</summary>
    public static async Task<string?> TryFindAsync() => (await Shared.Value).ConnectionString;

    private static async Task<(string? ConnectionString, string? Lack)> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } wanted)
        {
            return (wanted, null);
        }

        if (FindBinaries() is not { } binaries)
        {
            return (null, $"no PostgreSQL server: {Variable} names none, and initdb and postgres are neither on PATH nor in /usr/lib/postgresql");
        }

        var server = new PostgreSqlServer(binaries);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Stop();

        // A server that is there and does not start is a failure, and no reason to skip.
        return (await server.StartAsync(), null);
    }

    private static string? FindBinaries()
    {
        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        const string Debian = "/usr/lib/postgresql";
        if (Directory.Exists(Debian))
        {
            folders = folders.Concat(Directory.EnumerateDirectories(Debian)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0).Select(folder => Path.Combine(folder, "bin")));
        }

        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, $"initdb{suffix}")) && File.Exists(Path.Combine(folder, $"postgres{suffix}")));
    }

    // PostgreSQL refuses to be run by root; and not everybody's PATH has the folders of root's programs.
    private static string[] Wrapper()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
        {
            return [];
        }

        string user = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        string runuser = ((string[])["/usr/sbin/runuser", "/sbin/runuser"]).FirstOrDefault(File.Exists) ?? "runuser";
        return [runuser, "-u", user, "--"];
    }

    private async Task<string> StartAsync()
    {
        string passwordFile = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (_wrapper.Length > 0)
        {
            await RunAsync("chown", "-R", _wrapper[2], _folder.FullName);
        }

        await RunAsync([.. _wrapper, Binary("initdb"), "-D", Data, "-U", User, "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]);
        int port = FreePort.Find();
        _process = Process.Start(Command(
            [.. _wrapper, Binary("postgres"), "-D", Data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={(OperatingSystem.IsWindows() ? "" : Data)}", "-c", "fsync=off"]))!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var settings = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = User, Password = Password, Database = "postgres", Pooling = false };
        await WaitAsync(settings.ConnectionString);
        return settings.ConnectionString;
    }

    private async Task WaitAsync(string connectionString)
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException exception)
            {
                if (_process!.HasExited || limit.Elapsed > Patience)
                {
                    throw new InvalidOperationException(exception.Message, exception);
                }

                await Task.Delay(50);
            }
        }
    }

    private void Stop()
    {
        try
        {
            if (_process is { HasExited: false })
            {
                RunAsync([.. _wrapper, Binary("pg_ctl"), "stop", "-D", Data, "-m", "immediate"]).GetAwaiter().GetResult();
            }

            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // The tests are over; what is left lies in the temporary folder.
        }
    }

    private string Binary(string name) => Path.Combine(_binaries, name);

    private ProcessStartInfo Command(string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private async Task RunAsync(params string[] words)
    {
        try
        {
            using Process process = Process.Start(Command(words))!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{words[0]} ended with {process.ExitCode}: {await error}{output}");
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException(exception.Message, exception);
        }
    }
}
