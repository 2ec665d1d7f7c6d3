using System.CommandLine;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>What a synchronization does. Everything that can be checked without touching export or network is checked here.</summary>
internal sealed record SynchronizeSettings
{
    /// <summary>What is read and made of it.</summary>
    public required SynchronizationOptions Synchronization { get; init; }

    /// <summary>How calls are made.</summary>
    public required QualysClientOptions Client { get; init; }

    /// <summary>Where calls go, and how they say who makes them.</summary>
    public required UpdateTarget Target { get; init; }

    /// <summary>Whose client signs in, where that was said.</summary>
    public QualysClientKind? ClientKind { get; init; }

    /// <summary>The file that holds the account's secret, where one was named.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The account; in a dry run it may be missing.</summary>
    public QualysCredential? Credential { get; init; }

    /// <summary>Where Qualys is, and who reads back; <see langword="null"/> where nothing is read back.</summary>
    public QualysConnection? Reading { get; init; }

    /// <summary>Whether nothing is sent.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The run database to go on with, or <see langword="null"/> for a new one.</summary>
    public string? ResumePath { get; init; }

    /// <summary>The run database that was named, to be made or gone on with, or <see langword="null"/>.</summary>
    public string? NamedDatabase => ResumePath ?? Synchronization.Import.DatabasePath;

    /// <summary>Whether the function was asked for on the command line, so that it counts before the one on record.</summary>
    public bool IsFunctionExplicit { get; init; }

    /// <summary>Whether the exit code tells of a plan that has changes.</summary>
    public bool TellsOfChanges { get; init; }

    /// <summary>Whether the exit code tells of a brake that would hold what a dry run has looked at.</summary>
    public bool TellsOfBrake { get; init; }

    /// <summary>The log and its signs of life.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public static SynchronizeSettings Of(SynchronizeCommand command, ParseResult given)
    {
        string? resumePath = command.ResumePath(given);
        bool isResumed = resumePath is not null;
        RefuseWhatMeansNothing(command, given, isResumed);
        if (isResumed && command.ThatShapeThePlan.FirstOrDefault(given.Has) is { } useless)
        {
            throw new SettingsException(
                $"{command.Resume.Name} goes on with the plan in its database, so {useless.Name} cannot be given beside it.");
        }

        bool takesAll = given.GetValue(command.All);
        if (takesAll && (!isResumed || command.OfAPilot.Any(given.Has)))
        {
            throw new SettingsException(
                $"{command.All.Name} goes with {command.Resume.Name}, and without {string.Join(", ", command.OfAPilot.Select(o => o.Name))}: "
                + "it sends the whole plan.");
        }

        if (given.GetValue(command.Resend) && !isResumed)
        {
            throw new SettingsException($"{command.Resend.Name} goes with {command.Resume.Name}: a new run has sent nothing yet.");
        }

        bool isDryRun = command.IsDryRun(given);
        bool isReconciled = command.IsReconciled(given);
        QualysFunction function = command.ApiFunction.Of(given);
        UpdateTarget? recorded = command.FindRecorded(given);
        UpdateTarget target = recorded ?? Where(command, given);
        string? undonePath = command.UndonePath(given);
        QualysClientOptions client = command.Call.Client(given);
        QualysClientKind? clientKind = command.Call.ClientKind.Find(given);
        var settings = new SynchronizeSettings
        {
            IsDryRun = isDryRun,
            TellsOfChanges = command.TellsOfChanges(given),
            TellsOfBrake = command.TellsOfBrake,
            Target = target,
            ClientKind = clientKind,
            PasswordFile = command.Call.PasswordFile.Find(given),
            Client = client with { Budget = command.Sending.Budget(given, client.TimeProvider) },
            Credential = isDryRun
                ? Account.Find(command.Call, given)
                : Account.Require(command.Call, given, $", or use {command.DryRun.Name}, which needs none"),
            Reading = isDryRun || !command.ReadingBack.IsAsked(given) ? null : QualysConnection.To(
                target.Api.ToString(), FindGateway()?.ToString(), Account.Require(command.Call, given), client),
            ResumePath = resumePath,
            IsFunctionExplicit = given.Has(command.ApiFunction),
            Log = command.Log.Of(given),
            Synchronization = new SynchronizationOptions
            {
                Function = function,
                Target = target with { ClientKind = clientKind },
                GroupBy = command.GroupBy.Find(given),
                BatchSize = command.Export.BatchSize.Of(given),
                DuplicateAction = command.Export.Duplicates.Of(given),
                PlanDigest = command.PlanDigest.Find(given),
                FailureLimit = command.FailureLimit.Of(given),
                LedgerBeside = command.Comparison.Ledger.Find(given) ?? AttributeLedger.DefaultPath(Directory.GetCurrentDirectory(), target.Api.Authority),
                Canary = command.ReadingBack.Canary.Find(given),
                Verify = given.GetValue(command.ReadingBack.Verify),
                VerifyTimeout = command.ReadingBack.VerifyTimeout.Of(given),
                SendsAtOnce = !isDryRun,
                PriorityKey = command.Sending.PriorityKey.Find(given),
                LeaseTimeout = command.Sending.LeaseTimeout.Of(given),
                Comparison = isReconciled && undonePath is null ? command.Comparison.Of(given, target.Api, FindGateway()) : null,
                Undo = undonePath is null ? null : new UndoOptions
                {
                    RunPath = undonePath,
                    Comparison = command.Comparison.OfUndo(given, recorded?.Api, FindGateway()),
                },
                MaximumChange = command.Comparison.MaximumChange.Of(given),
                AllowMassChange = given.GetValue(command.Comparison.AllowMassChange),
                Resend = given.GetValue(command.Resend),
                LeavesFailed = command.LeavesFailed(given),
                Choice = new BatchChoice
                {
                    All = takesAll,
                    GroupNumbers = command.GroupNumber.Find(given) ?? [],
                    AssetIds = command.AssetId.Find(given) ?? [],
                    First = command.First.Find(given),
                },
                Import = Import(command, given, resumePath ?? undonePath),
            },
        };

        // Replacing the export or mixing the log into the database would destroy what the run is about.
        Paths.RefuseOneFileTwice(
            ("export", isResumed || undonePath is not null ? null : settings.Synchronization.Import.Path),
            ("run database", settings.NamedDatabase),
            ("run that is undone", undonePath),
            ("ledger", settings.Synchronization.Comparison?.LedgerPath),
            ("log", settings.Log.Path));
        if (!isDryRun)
        {
            // What keeps a client from being made is said before anything is read.
            settings.CreateClient(events: null).Dispose();
        }

        return settings;

        // That of the environment may be the inventory's: it is looked at where something is asked of it.
        QualysAddress? FindGateway() => target.Gateway ?? command.Call.GatewayFqdn.Find(given);
    }

    /// <summary>Makes what sends.</summary>
    /// <param name="events">Takes calls and waits of the sign-in.</param>
    /// <exception cref="ConnectorException">Account, address and the way in which updates say who sends them do not go together.</exception>
    public QualysClient CreateClient(IProgress<ConnectorEvent>? events) => QualysClient.To(Target, Credential!, Client, events);

    // The gateway of the environment may be that of the inventory: it is looked at where updates need one.
    private static UpdateTarget Where(SynchronizeCommand command, ParseResult given)
    {
        QualysUpdateAuthentication authentication = command.UpdateAuthentication.Of(given);
        bool isBearer = authentication == QualysUpdateAuthentication.Bearer;
        return isBearer || command.IsReconciled(given) || command.ReadingBack.IsAsked(given) || !given.Has(command.Call.GatewayFqdn)
            ? new UpdateTarget(command.Call.ApiFqdn.Of(given), authentication, isBearer ? command.Call.GatewayFqdn.Find(given) : null)
            : throw new SettingsException(
                $"{command.Call.GatewayFqdn.Name} is where a token is asked for, so it goes with "
                + $"{command.UpdateAuthentication.Name} bearer alone.");
    }

    private static void RefuseWhatMeansNothing(SynchronizeCommand command, ParseResult given, bool isResumed)
    {
        bool isReconciled = command.IsReconciled(given);
        string reconcile = command.Comparison.Reconcile.Name;
        if (!isReconciled && !isResumed
            && command.Comparison.ThatShapeThePlan.Concat(command.Comparison.OfTheBrake).FirstOrDefault(given.Has) is { } alone)
        {
            throw new SettingsException($"{alone.Name} goes with {reconcile}: without it everything is sent, and nothing compared.");
        }

        if (isReconciled && given.Has(command.ApiFunction))
        {
            throw new SettingsException(
                $"{reconcile} finds out for each asset whether to add, update or remove, so {command.ApiFunction.Name} cannot be given beside it.");
        }
    }

    private static AxoniusImportOptions Import(SynchronizeCommand command, ParseResult given, string? instead)
    {
        bool isForced = given.GetValue(command.Force);
        if (isForced && !given.Has(command.Database))
        {
            throw new SettingsException(
                $"{command.Force.Name} replaces the file named with {command.Database.Name}; name it, or leave {command.Force.Name} out.");
        }

        return command.Export.Of(given, instead ?? command.CsvFile.Of(given)) with
        {
            DatabasePath = command.Database.Find(given),
            Replace = isForced,
            SharedRead = given.GetValue(command.Log.SharedRead),
        };
    }
}
