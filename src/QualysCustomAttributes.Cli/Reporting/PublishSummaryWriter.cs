using QualysCustomAttributes.Publishing;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Words the summary of a publication.</summary>
internal static class PublishSummaryWriter
{
    public static IEnumerable<string> Describe(PublicationOptions asked, IReadOnlyList<PublishedTarget> done, string databasePath, RunLog log, TimeSpan elapsed)
    {
        yield return "summary:";
        yield return SummaryWriter.Line("database", databasePath);
        foreach (PublishedTarget target in done)
        {
            yield return SummaryWriter.Line(Label(target.Kind), target.Location);
            yield return SummaryWriter.Line("", Counts(target));
        }

        string label = "not published";
        foreach (string missed in Missed(asked, done))
        {
            yield return SummaryWriter.Line(label, missed);
            label = "";
        }

        if (log.HasFile)
        {
            yield return SummaryWriter.Line("log", log.Path);
        }

        yield return SummaryWriter.Line("elapsed", Durations.Format(elapsed));
    }

    private static string Label(PublicationKind kind) => kind switch
    {
        PublicationKind.Csv => "CSV files in",
        PublicationKind.Snapshot => "snapshot",
        _ => "merged into",
    };

    private static string Counts(PublishedTarget target)
    {
        string assets = Counted.Of(target.Assets, "asset");
        if (target.Kind == PublicationKind.PostgreSql)
        {
            assets += $" new or changed, {SummaryWriter.Number(target.AssetsUnchanged)} unchanged";
            assets += target.AssetsNewer > 0 ? $", {SummaryWriter.Number(target.AssetsNewer)} newer there" : "";
        }

        string files = target.Files.Count > 0 ? $", {Counted.Of(target.Files.Count, "file")}" : "";
        return $"{assets}, {Counted.Of(target.Rows, "row")}{files}, {Durations.Format(target.Elapsed)}";
    }

    private static IEnumerable<string> Missed(PublicationOptions asked, IReadOnlyList<PublishedTarget> done)
    {
        (PublicationKind Kind, string? Where)[] targets =
        [
            (PublicationKind.Csv, asked.CsvFolder is { } csv ? $"CSV files in {csv}" : null),
            (PublicationKind.Snapshot, asked.SnapshotFolder is { } snapshots ? $"snapshot in {snapshots}" : null),
            (PublicationKind.PostgreSql, asked.PostgreSql?.ToString()),
        ];
        return targets.Where(target => done.All(each => each.Kind != target.Kind)).Select(target => target.Where).OfType<string>();
    }
}
