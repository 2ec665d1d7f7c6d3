namespace QualysCustomAttributes.Tracing;

/// <summary>What a run came to for one asset.</summary>
public enum QualysAssetOutcome : long
{
    /// <summary>The run has nothing to do with it, or no run was looked at.</summary>
    NotInRun,

    /// <summary>The export has it in rows alone that were not used.</summary>
    Rejected,

    /// <summary>It stands in several rows of the export and was left out for that.</summary>
    Excluded,

    /// <summary>It has no value for any attribute, so there is nothing to send.</summary>
    WithoutValues,

    /// <summary>Nothing is to be done: what Qualys is known to hold is as it should be, or is kept as it is.</summary>
    Unchanged,

    /// <summary>What differs is withheld.</summary>
    Withheld,

    /// <summary>It is in no batch: it was left out on the way, or the plan was not made to its end.</summary>
    LeftOut,

    /// <summary>It is in a batch, and nothing of the plan was chosen to be sent yet.</summary>
    Planned,

    /// <summary>It is in a batch that was not chosen, while others were.</summary>
    NotChosen,

    /// <summary>Its batch was chosen, and is not sent.</summary>
    NotSent,

    /// <summary>It was sent, and no answer is on record.</summary>
    InDoubt,

    /// <summary>A batch with it failed.</summary>
    Failed,

    /// <summary>Qualys confirmed fewer assets of its batch than were sent, and not this one for sure.</summary>
    Partial,

    /// <summary>Qualys confirmed it.</summary>
    Confirmed,

    /// <summary>It was sent, and reading back found what was sent.</summary>
    Verified,

    /// <summary>Qualys confirmed it, and reading back found something else.</summary>
    NotAsWanted,
}
