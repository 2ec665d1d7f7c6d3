using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Bench.Comparing;
using Bench.Inventory;
using Microsoft.Data.Sqlite;

namespace Bench.Reconciling;

/// <summary>
/// Kills reconciled runs of 300 batches at random moments, with faults on, and goes on with each until it is done: what the sandbox holds must
/// then be what the export says, and what the ledger knows.
/// </summary>
internal sealed class KilledRuns(string program, string sandbox, string folder)
{
    private const int Batches = 300;
    private const int MostResumes = 60;

    private readonly Random _random = new(1);
    private string _folder = "";

    /// <summary>Kills so many times, and says what was left of it.</summary>
    public string Run(int kills)
    {
        int killed = 0;
        int runs = 0;
        while (killed < kills)
        {
            runs++;
            _folder = Directory.CreateDirectory(Path.Combine(folder, FormattableString.Invariant($"kills{runs}"))).FullName;
            using (var server = SandboxProcess.Start(sandbox, _folder, assets: 1, assetBytes: 2_000, TimeSpan.FromMilliseconds(2)))
            {
                killed += KillUntilDone(server.Address, runs, kills - killed);
                Console.Error.WriteLine(FormattableString.Invariant($"{killed} of {kills} kills, {runs} runs"));
            }

            Directory.Delete(_folder, recursive: true);
        }

        return FormattableString.Invariant(
            $"- {killed} kills at random moments of {runs} reconciled runs of {Batches} batches with faults on, each gone on with until done: the wanted final state, no batch lost, ledger equal to the sandbox, integrity_check ok every time.");
    }

    private int KillUntilDone(Uri address, int round, int most)
    {
        string api = address.GetLeftPart(UriPartial.Authority);
        string export = Path.Combine(_folder, "export.csv");
        string[] values = [.. Enumerable.Range(0, Batches).Select(row => FormattableString.Invariant($"Value {round}-{row}"))];
        File.WriteAllLines(export, values.Select((value, row) => FormattableString.Invariant($"{1_000 + row},{value}")).Prepend("Id,B"));
        File.WriteAllText(Path.Combine(_folder, "mapping.json"), """{"B":"Business"}""");
        using var http = new HttpClient { BaseAddress = address };
        object[] faults =
        [
            .. Enumerable.Range(0, 30).SelectMany(_ => new object[]
            {
                new { fault = "droppedAfterChange" }, new { fault = "pass", times = 3 }, new { fault = "serviceUnavailable" }, new { fault = "pass", times = 3 },
            }),
        ];
        http.PostAsJsonAsync("/sandbox/faults", faults).GetAwaiter().GetResult().EnsureSuccessStatusCode();
        string[] sending =
        [
            "--api-fqdn", api, "--log-file", Path.Combine(_folder, "run.log"), "--throttle-limit", "4", "--retry-min-seconds", "0", "--retry-max-seconds", "0.1", "--failure-limit", "100000",
        ];
        string database = Path.Combine(_folder, "run.db");
        string[] first =
        [
            "--csv-file", export, "--mapping", Path.Combine(_folder, "mapping.json"), "--asset-id-column", "Id", "--reconcile", "--ledger", Path.Combine(_folder, "ledger.sqlite"),
            "--database", database, .. sending,
        ];
        int killed = 0;
        for (int attempt = 0; attempt < MostResumes; attempt++)
        {
            // A plan that was cut short before it stood is made again; what was sent is on record either way.
            string[] arguments = IsPlanned(database) ? ["apply", database, .. sending] : [.. first, "--force"];
            if (RunAndKill(arguments, killed < most ? _random.Next(150, 1_500) : Timeout.Infinite) is not { } exitCode)
            {
                killed++;
                continue;
            }

            if (exitCode == 0)
            {
                Require(http, values);
                return killed;
            }
        }

        throw new BenchException($"The run of '{database}' did not come to its end in {MostResumes} goes.");
    }

    private int? RunAndKill(string[] arguments, int afterMilliseconds)
    {
        bool isDll = Path.GetExtension(program).Equals(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isDll ? "dotnet" : program, isDll ? [program, .. arguments] : arguments)
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach ((string name, string value) in SandboxAccount.Variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        if (process.WaitForExit(afterMilliseconds))
        {
            return process.ExitCode;
        }

        process.Kill();
        process.WaitForExit();
        return null;
    }

    private static bool IsPlanned(string database)
    {
        try
        {
            return File.Exists(database) && Scalar(database, "SELECT COUNT(*) FROM run WHERE stage = 'Compare' AND outcome = 'complete'") > 0;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private void Require(HttpClient http, string[] values)
    {
        JsonElement assets = http.GetFromJsonAsync<JsonElement>("/sandbox/assets").GetAwaiter().GetResult().GetProperty("assets");
        Dictionary<string, string?> held = assets.EnumerateArray().ToDictionary(
            each => each.GetProperty("id").ToString(), each => each.GetProperty("attributes").GetProperty("Business").GetString());
        string ledger = Path.Combine(_folder, "ledger.sqlite");
        var known = new Dictionary<string, string?>();
        using (var connection = new SqliteConnection($"Data Source={ledger};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT asset_id, value FROM known_attribute";
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                known.Add(reader.GetString(0), reader.GetString(1));
            }
        }

        for (int row = 0; row < values.Length; row++)
        {
            string id = (1_000 + row).ToString(CultureInfo.InvariantCulture);
            if (held.GetValueOrDefault(id) != values[row] || known.GetValueOrDefault(id) != values[row])
            {
                throw new BenchException($"Asset {id} was to be '{values[row]}': the sandbox has '{held.GetValueOrDefault(id)}', the ledger '{known.GetValueOrDefault(id)}' ({_folder}).");
            }
        }

        string run = Path.Combine(_folder, "run.db");
        long lost = Scalar(run, "SELECT COUNT(*) FROM payload_batch b LEFT JOIN batch_execution e ON e.group_number = b.group_number AND e.batch_number = b.batch_number WHERE e.outcome IS NOT 'Succeeded'");
        foreach (string file in (string[])[run, ledger])
        {
            if (Text(file, "PRAGMA integrity_check") != "ok" || lost > 0)
            {
                throw new BenchException($"'{file}' is damaged, or {lost} batches are lost.");
            }
        }
    }

    private static long Scalar(string database, string sql) => long.Parse(Text(database, sql), CultureInfo.InvariantCulture);

    private static string Text(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }
}
