using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>A canary that somebody asked for and that was not found as wanted yet: the rest waits for it, or for another decision.</summary>
/// <param name="Assets">How many assets were to be sent alone.</param>
/// <param name="HasFailed">Whether it was found otherwise than wanted; else whatever ended the run came before.</param>
internal sealed record OpenCanary(int Assets, bool HasFailed)
{
    /// <summary>What the record of a run calls the number of assets.</summary>
    public const string Option = "canary";

    /// <summary>What the record of a run calls what came of it.</summary>
    public const string VerdictOption = "canaryVerdict";

    /// <summary>It was read back as it was sent.</summary>
    public const string AsWanted = nameof(AsWanted);

    /// <summary>It was not.</summary>
    public const string NotAsWanted = nameof(NotAsWanted);

    /// <summary>Finds it; <see langword="null"/> where the run that sent last had none, or it was as wanted.</summary>
    public static OpenCanary? Find(RunDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Runs.FindLatestSending() is { } last && StageOptions.Find<int?>(last.Options, Option) is { } assets
            && StageOptions.Find<string>(last.Options, VerdictOption) is var verdict and not AsWanted
            ? new OpenCanary(assets, verdict == NotAsWanted)
            : null;
    }

    /// <summary>Makes sure that none is open.</summary>
    /// <exception cref="RunDatabaseException">One is.</exception>
    public static void RequireNone(RunDatabase database)
    {
        if (Find(database) is { } canary)
        {
            throw RunDatabaseException.CanaryOpen(database.Path, canary.Assets, canary.HasFailed);
        }
    }
}
