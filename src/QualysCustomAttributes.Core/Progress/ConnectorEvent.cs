namespace QualysCustomAttributes;

/// <summary>The stages of a run, in the order the data flows.</summary>
internal enum ConnectorStage
{
    /// <summary>The Axonius export is read into records.</summary>
    Import,

    /// <summary>Desired values are compared with the known ones.</summary>
    Compare,

    /// <summary>Records become payloads, one an asset.</summary>
    Payload,

    /// <summary>Duplicates are taken out and payloads with the same attributes are grouped.</summary>
    Group,

    /// <summary>Groups are split into batches.</summary>
    Split,

    /// <summary>Batches are sent to Qualys.</summary>
    Update,

    /// <summary>What was sent is read back.</summary>
    Verify,

    /// <summary>Pages of the inventory are downloaded.</summary>
    Download,

    /// <summary>Pages of the inventory are loaded into its database.</summary>
    Load,

    /// <summary>The inventory's database is distributed.</summary>
    Publish,
}

/// <summary>Something that happened during a run and that a front end may want to show.</summary>
internal abstract record ConnectorEvent;

/// <summary>How far a stage has come.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Done">How much is done, in <paramref name="Unit"/>.</param>
/// <param name="Total">How much there is to do, or <see langword="null"/> while nobody knows.</param>
/// <param name="Unit">What is counted: "bytes", "batches".</param>
/// <param name="Elapsed">The time since the stage began.</param>
/// <param name="Status">The counts in words, for a status line.</param>
internal sealed record StageProgress(
    ConnectorStage Stage, long Done, long? Total, string Unit, TimeSpan Elapsed, string Status) : ConnectorEvent
{
    /// <summary>The share that is done, 0 to 1, or <see langword="null"/> while the total is unknown.</summary>
    public double? Fraction => Total is > 0 ? Math.Clamp((double)Done / Total.Value, 0, 1) : null;

    /// <summary>How much was done before this command began, which says nothing of its pace.</summary>
    public long DoneBefore { get; init; }

    /// <summary>How long the rest takes at least, where limits are known that the pace so far says nothing of.</summary>
    public TimeSpan? Bound { get; init; }

    /// <summary>How long the stage stood still because a limit was waited for, which says nothing of its pace either.</summary>
    public TimeSpan StoodStill { get; init; }

    /// <summary>What did not go well so far, in words: "1 failed"; empty where all did.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>How much is done in a second while the work goes on, or <see langword="null"/> while that cannot be said.</summary>
    public double? Rate => Done > DoneBefore && Worked >= ShortestForPace ? (Done - DoneBefore) / Worked.TotalSeconds : null;

    /// <summary>The time left at the pace so far and by the limits that are known, or <see langword="null"/> while that cannot be said.</summary>
    public TimeSpan? Remaining => Total is { } total && Done < total
        ? Done > DoneBefore && Worked > TimeSpan.Zero && Worked * ((double)(total - Done) / (Done - DoneBefore)) is var atThisPace && !(Bound > atThisPace)
            ? atThisPace
            : Bound
        : null;

    private static TimeSpan ShortestForPace => TimeSpan.FromSeconds(0.5);

    private TimeSpan Worked => Elapsed - StoodStill;
}

/// <summary>Something the user should know, though the run goes on.</summary>
/// <param name="Message">The warning, in one sentence or two.</param>
/// <param name="Subject">What it is about, where a front has a switch for it.</param>
internal sealed record ConnectorWarning(string Message, WarningSubject Subject = WarningSubject.Other) : ConnectorEvent
{
    /// <summary>Where what it counts stands row by row; <see langword="null"/> where that is nowhere.</summary>
    public RunListing? Listing { get; init; }
}

/// <summary>What a warning is about, for a front that knows what to do about it.</summary>
internal enum WarningSubject
{
    /// <summary>Something else: the message says all there is to say.</summary>
    Other,

    /// <summary>Rows hold bytes that are none of the encoding in which the export was read.</summary>
    TextInAnotherEncoding,

    /// <summary>Values are texts that stand for no value.</summary>
    TextsThatStandForNone,
}

/// <summary>The database or another file of the run was opened for writing.</summary>
/// <param name="Path">Its full path.</param>
internal sealed record FileOpened(string Path) : ConnectorEvent;
