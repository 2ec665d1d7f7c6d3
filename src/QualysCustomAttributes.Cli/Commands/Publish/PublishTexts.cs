using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Publishing.Snapshot;

namespace QualysCustomAttributes.Cli.Commands.Publish;

/// <summary>What a publication says.</summary>
internal static class PublishTexts
{
    /// <summary>The settings in effect, for the log. Nothing secret is among them.</summary>
    public static IEnumerable<string> Start(PublishSettings settings)
    {
        yield return $"start: {Product.Name} {Product.Version}, publish";
        yield return $"options: database={settings.DatabasePath} csv={Where<CsvTarget>()} snapshot={Where<SnapshotTarget>()} "
            + $"postgresql=[{Where<PostgreSqlTarget>()}]";

        string Where<T>()
            where T : PublicationTarget =>
            settings.Publication.Targets.OfType<T>().SingleOrDefault()?.Location ?? "none";
    }

    /// <summary>The summary; targets are done in the order in which they were asked for.</summary>
    public static IEnumerable<string> Summary(PublishSettings settings, IReadOnlyList<PublishedTarget> done, RunLog log, TimeSpan elapsed)
    {
        IReadOnlyList<PublicationTarget> asked = settings.Publication.Targets;
        yield return "summary:";
        yield return SummaryLine.Of("database", settings.DatabasePath);
        foreach ((PublicationTarget target, PublishedTarget published) in asked.Zip(done))
        {
            yield return SummaryLine.Of(target.Label, published.Location);
            yield return SummaryLine.Of("", Counts(target, published));
        }

        string label = "not published";
        foreach (PublicationTarget missed in asked.Skip(done.Count))
        {
            yield return SummaryLine.Of(label, missed.ToString());
            label = "";
        }

        if (log.HasFile)
        {
            yield return SummaryLine.Of("log", log.Path);
        }

        yield return SummaryLine.Of("elapsed", Durations.Format(elapsed));
    }

    private static string Counts(PublicationTarget target, PublishedTarget published)
    {
        string files = published.Files.Count > 0 ? $", {Counted.Of(published.Files.Count, "file")}" : "";
        return $"{target.CountAssets(published)}, {Counted.Of(published.Rows, "row")}{files}, {Durations.Format(published.Elapsed)}";
    }
}
