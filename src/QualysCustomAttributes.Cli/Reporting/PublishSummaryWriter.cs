using QualysCustomAttributes.Publishing;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Words the summary of a publication.</summary>
internal static class PublishSummaryWriter
{
    /// <summary>Words it; targets are done in the order in which they were asked for.</summary>
    public static IEnumerable<string> Describe(
        IReadOnlyList<PublicationTarget> asked, IReadOnlyList<PublishedTarget> done, string databasePath, RunLog log, TimeSpan elapsed)
    {
        yield return "summary:";
        yield return SummaryWriter.Line("database", databasePath);
        foreach ((PublicationTarget target, PublishedTarget published) in asked.Zip(done))
        {
            yield return SummaryWriter.Line(target.Label, published.Location);
            yield return SummaryWriter.Line("", Counts(target, published));
        }

        string label = "not published";
        foreach (PublicationTarget missed in asked.Skip(done.Count))
        {
            yield return SummaryWriter.Line(label, missed.ToString());
            label = "";
        }

        if (log.HasFile)
        {
            yield return SummaryWriter.Line("log", log.Path);
        }

        yield return SummaryWriter.Line("elapsed", Durations.Format(elapsed));
    }

    private static string Counts(PublicationTarget target, PublishedTarget published)
    {
        string files = published.Files.Count > 0 ? $", {Counted.Of(published.Files.Count, "file")}" : "";
        return $"{target.CountAssets(published)}, {Counted.Of(published.Rows, "row")}{files}, {Durations.Format(published.Elapsed)}";
    }
}
