using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// What there is to go on with in a run database, and where to: what of it was chosen and is not sent or in doubt, what failed, and the
/// host that the record has. It is read, and nothing is written.
/// </summary>
internal sealed record RunResumption
{
    /// <summary>On record with a run that ended because batch after batch failed for the same cause.</summary>
    public const string FailuresOption = "endedByFailures";

    /// <summary>The run database.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Whether anybody began to send it.</summary>
    public bool HasBegun { get; private init; }

    /// <summary>Where it was sent, or was to be, and by whom; <see langword="null"/> where that is not on record.</summary>
    public RunTarget? Target { get; private init; }

    /// <summary>Whether a part of the plan is still to be made, of what is on record.</summary>
    public bool IsPlanOpen { get; private init; }

    /// <summary>How many batches are to be sent yet, or are in doubt, as far as they are made.</summary>
    public long BatchesLeft { get; private init; }

    /// <summary>How many assets are in them.</summary>
    public long AssetsLeft { get; private init; }

    /// <summary>How many batches failed or are partial.</summary>
    public long BatchesFailed { get; private init; }

    /// <summary>Whether the run ended because batch after batch failed for the same cause: what failed is to be sent again with the rest.</summary>
    public bool IsEndedByFailures { get; private init; }

    /// <summary>How many batches are confirmed.</summary>
    private long BatchesConfirmed { get; init; }

    /// <summary>Reads it for somebody who wants to go on.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <returns>What there is.</returns>
    /// <exception cref="RunDatabaseException">It cannot be used, somebody works on it, nobody has begun to send it, or its canary waits for a decision.</exception>
    public static RunResumption Read(string databasePath)
    {
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        if (RunLease.Find(database.Sqlite) is { IsAlive: true } holder)
        {
            throw RunDatabaseException.Leased(database.Path, holder.ToString());
        }

        RunResumption found = Of(database);
        if (!found.HasBegun)
        {
            throw RunDatabaseException.NeverSent(database.Path);
        }

        OpenCanary.RequireNone(database);
        return found;
    }

    /// <summary>Reads it for somebody who asks Qualys about the run, or takes it back: where it went.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <exception cref="RunDatabaseException">It cannot be used.</exception>
    public static RunResumption OfSent(string databasePath)
    {
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        return Of(database);
    }

    /// <summary>Finds it in an open database.</summary>
    /// <exception cref="RunDatabaseException">The record is not as this product writes it.</exception>
    public static RunResumption Of(RunDatabase database)
    {
        lock (database.Gate)
        {
            RunRow? last = database.Runs.FindLatestChoice(before: long.MaxValue);
            bool takesAll = last is null || BatchSelection.WasCutShort(last);
            (long batches, long assets) = database.Executions.CountLeft(takesAll);
            IReadOnlyList<OutcomeRow> outcomes = database.Executions.CountOutcomes();
            return new RunResumption
            {
                DatabasePath = database.Path,
                HasBegun = database.Runs.HasBegunToSend(),
                Target = RunTarget.Find(database),
                IsPlanOpen = PlanCompletion.CanBeFinished(database),
                BatchesLeft = batches,
                AssetsLeft = assets,
                BatchesFailed = outcomes.Where(row => row.Outcome is UpdateOutcome.Failed or UpdateOutcome.Partial).Sum(row => (long)row.Batches),
                IsEndedByFailures = last is { } choice && StageOptions.Find<string>(choice.Options, FailuresOption) is not null,
                BatchesConfirmed = outcomes.Where(row => row.Outcome is UpdateOutcome.Succeeded).Sum(row => (long)row.Batches),
            };
        }
    }

    /// <summary>Whether anything is left to send.</summary>
    /// <param name="retriesFailed">Whether what failed or is partial is sent again.</param>
    public bool IsAnythingLeft(bool retriesFailed) => IsPlanOpen || BatchesLeft > 0 || (retriesFailed && BatchesFailed > 0);

    /// <summary>Says that nothing is left.</summary>
    public string NothingLeft => BatchesFailed + BatchesConfirmed == 0
        ? $"Nothing of the plan in '{DatabasePath}' is chosen to be sent: somebody said no to it, or chose nothing."
        : BatchesFailed == 0
        ? $"Nothing is left to send of what was chosen in '{DatabasePath}': every batch is confirmed."
        : $"Nothing is left to send of what was chosen in '{DatabasePath}' but "
            + $"{Counted.Of(BatchesFailed, "batch that failed or is partial", "batches that failed or are partial")}.";

    /// <summary>Makes sure that the host that is named is the one that the run was sent to.</summary>
    /// <param name="named">The host that a parameter, a connection or the environment names.</param>
    /// <exception cref="RunDatabaseException">It is another one.</exception>
    public void RequireHost(QualysAddress named)
    {
        if (Target is { HasActed: true } target && !RunTarget.IsSame(target.Api, named))
        {
            throw RunDatabaseException.OfAnotherHost(DatabasePath, target.Api.Authority, named.Authority);
        }
    }

    /// <summary>Finds where what is left goes: what is named, and what is on record for the rest.</summary>
    /// <param name="api">The host that somebody names, or <see langword="null"/>.</param>
    /// <param name="authentication">How updates are to say who sends them, or <see langword="null"/>.</param>
    /// <param name="gateway">The gateway that somebody names, or <see langword="null"/>.</param>
    /// <param name="isCalled">Whether an account goes there; a dry run calls nobody.</param>
    /// <returns>Where to; <see langword="null"/> where nothing says it.</returns>
    /// <exception cref="RunDatabaseException">
    /// Another host is named than the run was sent to, or nobody names one that an account is not sent to because a file says so.
    /// </exception>
    public UpdateTarget? FindTarget(QualysAddress? api, QualysUpdateAuthentication? authentication, QualysAddress? gateway, bool isCalled = true)
    {
        if (api is not null)
        {
            RequireHost(api);
        }

        if ((api ?? Target?.Api) is not { } host)
        {
            return null;
        }

        // Of another host nothing else counts either.
        RunTarget? recorded = Target is { } known && RunTarget.IsSame(known.Api, host) ? known : null;
        QualysUpdateAuthentication by = authentication ?? recorded?.Authentication ?? QualysUpdateAuthentication.Basic;
        QualysAddress? signsInAt = by == QualysUpdateAuthentication.Bearer ? gateway ?? recorded?.Gateway : null;
        if (isCalled)
        {
            RequireNamed(host, api);
            RequireNamed(signsInAt, gateway);
        }

        return new UpdateTarget(host, by, signsInAt);
    }

    /// <summary>Finds where what was sent is read: what is named, and what is on record for the rest.</summary>
    /// <param name="api">The host that somebody names, or <see langword="null"/>.</param>
    /// <param name="gateway">The gateway that somebody names, or <see langword="null"/>.</param>
    /// <returns>API host and gateway, as far as they are known.</returns>
    /// <inheritdoc cref="FindTarget" path="/exception"/>
    public (QualysAddress? Api, QualysAddress? Gateway) FindHosts(QualysAddress? api, QualysAddress? gateway)
    {
        // A gateway that is named needs no API host.
        if ((api is null && gateway is not null) || FindTarget(api, authentication: null, gateway) is not { Api: var host })
        {
            return (null, gateway);
        }

        QualysAddress? recorded = Target is { } known && RunTarget.IsSame(known.Api, host) ? known.Gateway : null;
        RequireNamed(gateway ?? recorded, gateway);
        return (host, gateway ?? recorded);
    }

    // A run database may come from anybody, and with it the host that it names.
    private void RequireNamed(QualysAddress? address, QualysAddress? named)
    {
        if (address is not null && named is null && !QualysPlatform.IsKnown(address))
        {
            throw RunDatabaseException.HostNotNamed(DatabasePath, address.Authority);
        }
    }
}
