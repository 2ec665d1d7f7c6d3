using QualysCustomAttributes.EndToEnd.CommandLine;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Moments;

/// <summary>
/// Each moment of a run and what can happen to it. Nothing is sent that is not on record, nothing is called done that is not, one
/// command goes on, and the database is sound.
/// </summary>
public sealed class Every_moment_of_a_run
{
    public static TheoryData<string, string> Matrix
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (Moment moment in Enum.GetValues<Moment>())
            {
                foreach (Mishap mishap in Enum.GetValues<Mishap>())
                {
                    data.Add(moment.ToString(), mishap.ToString());
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public Task Is_survived(string moment, string mishap) => SurviveAsync(moment, mishap, isCmdlets: false);

    public static TheoryData<string> Mishaps => [.. Enum.GetNames<Mishap>()];

    [Theory]
    [MemberData(nameof(Mishaps))]
    public Task Is_survived_by_the_cmdlets(string mishap) => SurviveAsync(nameof(Moment.DuringACall), mishap, isCmdlets: true);

    private static async Task SurviveAsync(string moment, string mishap, bool isCmdlets)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps no process still, and an open file where it is.");
        await using InterruptedRun run = await InterruptedRun.TryStartAsync(Enum.Parse<Mishap>(mishap), isCmdlets);
        Assert.SkipWhen(run.LacksDisk, "A disk of the test's own takes root and mkfs.ext4.");

        await run.StopAtAsync(Enum.Parse<Moment>(moment));
        int before = run.Server.Requests.Count;
        await run.MeetAsync();
        int after = run.Server.Requests.Count;

        if (run.RecordIsGone)
        {
            // What left before the record was gone had it; nothing left behind it.
            Assert.Equal(before, after);
        }
        else
        {
            RequireRecordOfAll(run, after);
            Assert.Equal("ok", SqliteFile.Scalar(run.Database, "PRAGMA integrity_check"));
        }

        await run.MakeGoodAsync();
        ConnectorRun end = await run.GoOnAsync();

        Assert.True(end.ExitCode == 0, $"{end.ExitCode}: {end.Error}{end.Output}");
        run.RequireAllAssetsChanged();
        Assert.Equal("ok", SqliteFile.Scalar(run.Database, "PRAGMA integrity_check"));
        Assert.Equal(0L, SqliteFile.Scalar(run.Database, "SELECT COUNT(*) FROM batch_execution WHERE outcome <> 'Succeeded'"));
    }

    private static void RequireRecordOfAll(InterruptedRun run, int requests)
    {
        long calls = (long)SqliteFile.Scalar(run.Database, "SELECT COUNT(*) FROM api_calls")!;
        Assert.True(calls >= requests, $"{requests} requests, {calls} calls on record");
        foreach (string ids in SqliteFile.Read(run.Database, """
            SELECT b.asset_ids FROM batch_execution e
            JOIN payload_batch b ON b.group_number = e.group_number AND b.batch_number = e.batch_number WHERE e.outcome = 'Succeeded'
            """))
        {
            Each.Holds(ids.Split(','), id => Assert.True(run.IsChanged(id), $"{id} is called done and is not"));
        }
    }
}
