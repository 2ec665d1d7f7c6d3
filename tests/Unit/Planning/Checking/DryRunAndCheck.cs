using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A dry run of an export and a check of it, with the same options: what the one says, the other says.</summary>
internal static class DryRunAndCheck
{
    /// <summary>Makes both, and compares them.</summary>
    /// <param name="run">Where the export is, and how it is read; its database is made anew.</param>
    /// <param name="duplicates">What happens to repeated ids.</param>
    /// <param name="batchSize">How many assets a batch has.</param>
    /// <returns>The check.</returns>
    public static AxoniusCsvCheck AssertAgree(
        TestRun run, DuplicateAction duplicates = DuplicateAction.ExcludeConflicting, int batchSize = SplitStage.DefaultBatchSize)
    {
        run.Events.Clear();
        ConnectorException? error = DryRun(run, duplicates, batchSize);
        string[] warnings = [.. run.Events.OfType<ConnectorWarning>().Select(warning => warning.Message)];
        AxoniusCsvCheck check;
        try
        {
            check = ExportCheck.Run(new ExportCheckOptions { Import = run.Options with { DatabasePath = null }, DuplicateAction = duplicates, BatchSize = batchSize });
        }
        catch (ConnectorException exception)
        {
            Assert.NotEqual(ConnectorErrorKind.InvalidData, exception.Kind);
            Assert.Equal(error?.Message, exception.Message);
            throw;
        }

        AxoniusCsvFinding[] failures = [.. check.Findings.Where(finding => finding.Severity == AxoniusCsvSeverity.Failure)];
        Assert.Equal(error is null, check.Passed);
        Assert.Equal(error is null ? [] : [(error.ErrorId, Said(error, run))], failures.Select(failure => (failure.ErrorId!, failure.Message)));
        Assert.Equal(warnings, check.Findings.Except(failures).Select(finding => finding.Message));
        if (error is null)
        {
            AssertSameNumbers(run, check);
        }
        else
        {
            Assert.Equal((0, 0, 0), (check.AssetsPlanned, check.Groups, check.Batches));
        }

        return check;
    }

    private static ConnectorException? DryRun(TestRun run, DuplicateAction duplicates, int batchSize)
    {
        try
        {
            run.Import();
            using RunDatabase database = RunDatabase.Open(run.DatabasePath);
            run.MakePayloads();
            run.Group(duplicates);
            run.Split(batchSize);
            run.DryRun();
            return null;
        }
        catch (ConnectorException exception)
        {
            return exception;
        }
    }

    private static void AssertSameNumbers(TestRun run, AxoniusCsvCheck check)
    {
        var report = RunReport.Read(run.DatabasePath);
        Assert.Equal(
            (report.RowsRead, report.Assets, report.DuplicateRows, report.ExcludedAssets, report.AssetsWithoutValues, report.AssetsPlanned, report.Groups, report.Batches),
            (check.RowsRead, check.Assets, check.DuplicateRows, check.ExcludedAssets, check.AssetsWithoutValues, check.AssetsPlanned, check.Groups, check.Batches));
        Assert.Equal(report.AssetsPlanned, CountOf(check, "Usable"));
        Assert.Equal(report.AssetsWithoutValues, CountOf(check, "NoValues"));
        Assert.Equal(report.Assets, CountOf(check, "Usable") + CountOf(check, "NoValues") + CountOf(check, "Repeated") + CountOf(check, "LeftOut"));
        Assert.Equal(
            report.Rejected.Select(rejected => rejected.Reason.ToString()).Order(StringComparer.Ordinal),
            check.Rows.Select(row => row.Fate).Except(["Usable", "NoValues", "Repeated", "LeftOut"]).Order(StringComparer.Ordinal));
        Assert.Equal(run.Cell("SELECT COUNT(DISTINCT qualys_id) FROM axonious_data"), Text(check.AssetIds.IdCount));
        Assert.Equal(check.AssetIds.IdCount, check.AssetIds.Lengths.Sum(length => length.IdCount));
        using RunDatabase open = RunDatabase.OpenForReading(run.DatabasePath);
        foreach (AxoniusCsvKey key in check.Keys)
        {
            var values = run.Query($"SELECT \"{key.Key}\", COUNT(*) FROM axonious_data WHERE \"{key.Key}\" <> '' GROUP BY 1")
                .ToDictionary(row => row[0]!, row => long.Parse(row[1]!, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal((values.Values.Sum(), values.Count), (key.Assets, key.DistinctValues));
            Assert.Equal(values.Values.OrderDescending().Take(10), key.FrequentValues.Select(value => value.Assets));
            Assert.DoesNotContain(key.FrequentValues, value => values[value.Value] != value.Assets);
        }
    }

    private static long CountOf(AxoniusCsvCheck check, string fate) => check.Rows.SingleOrDefault(row => row.Fate == fate)?.RowCount ?? 0;

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Said(ConnectorException error, TestRun run) => error.Message
        .Replace("Nothing of what was imported can", $"Nothing of the Axonius export '{run.ExportPath}' can", StringComparison.Ordinal);
}
