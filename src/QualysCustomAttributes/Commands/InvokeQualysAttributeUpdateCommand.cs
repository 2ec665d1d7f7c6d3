using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Commands;

/// <summary>Sends batches to Qualys and gives what came of each; with -WhatIf it writes the plan and sends nothing.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "QualysAttributeUpdate", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(QualysUpdateResult))]
public sealed class InvokeQualysAttributeUpdateCommand : QualysCommand
{
    private const string InputObjectSet = "InputObject";
    private const string DatabaseSet = "Database";

    private readonly List<Task<QualysUpdateResult>> _underWay = [];
    private UpdateStage? _stage;
    private string? _readDatabase;
    private QualysClient? _client;
    private QualysFunction? _function;

    /// <summary>The batch.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public QualysBatch InputObject { get; set; } = null!;

    /// <summary>The run database whose batches are sent.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>What is done with the attributes.</summary>
    [Parameter]
    [OneFunction]
    public QualysFunction? Function { get; set; }

    /// <summary>Whether a batch that is on record as done is sent again.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Begin()
    {
        _function = ResolveFunction(Function);
        CheckAddress();
        if (!this.IsWhatIf())
        {
            _client = CreateClient();
        }
    }

    private protected override void Process()
    {
        if (ParameterSetName == InputObjectSet)
        {
            Take(GetStage(InputObject.DatabasePath), InputObject);
        }
        else
        {
            ReadDatabase(this.ResolveFile(DatabasePath));
        }
    }

    private protected override void End()
    {
        while (_underWay.Count > 0)
        {
            WriteNextResult();
        }

        EventSink.PumpWaiting();
        _stage?.Complete();
        EventSink.CompleteProgress(ConnectorStage.Update);
    }

    private protected override void Release()
    {
        // The database is closed only when whatever is still under way has said how it ended.
        EndWork(Task.WhenAll(_underWay));
        _stage?.Dispose();
        _client?.Dispose();
    }

    // Several objects that name the same database, as objects out of another process do, mean it once.
    private void ReadDatabase(string path)
    {
        if (_readDatabase is not null)
        {
            if (_readDatabase != path)
            {
                throw RunDatabaseException.Mixed(_readDatabase, path);
            }

            return;
        }

        _readDatabase = path;
        UpdateStage stage = GetStage(path);
        foreach (QualysBatch batch in stage.ReadAll().ToList())
        {
            Take(stage, batch);
        }
    }

    private UpdateStage GetStage(string databasePath) => _stage ??= UpdateStage.Start(
        databasePath,
        _client,
        new UpdateOptions { Function = _function, Force = Force, StopSending = LeaveToken, Command = CommandName },
        EventSink);

    private void Take(UpdateStage stage, QualysBatch batch)
    {
        if (stage.FindDone(batch) is not null)
        {
            WriteVerbose($"Confirmed already, and not sent again: {batch}.");
            WriteResult(stage.Plan(batch));
            return;
        }

        bool isApproved = ShouldProcess(BatchDescription.Target(batch, _client), BatchDescription.Action(batch, stage.Function));
        if (!isApproved || _client is null)
        {
            WriteResult(stage.Plan(batch));
            return;
        }

        while (_underWay.Count >= _client.Options.ThrottleLimit)
        {
            WriteNextResult();
        }

        _underWay.Add(Task.Run(() => stage.SendAsync(batch, StopToken)));
    }

    private void WriteNextResult()
    {
        Task<Task<QualysUpdateResult>> any = Task.WhenAny(_underWay);
        EventSink.PumpUntil(any);
        Task<QualysUpdateResult> ended = any.Result;
        if (ended.IsFaulted)
        {
            // The run is over; calls under way are finished first, so that none is left in doubt.
            EventSink.PumpUntil(Task.WhenAll(_underWay));
            WriteResultsOfFinished();
        }

        _underWay.Remove(ended);
        WriteResult(ended.GetAwaiter().GetResult());
    }

    private void WriteResultsOfFinished()
    {
        foreach (Task<QualysUpdateResult> task in _underWay.Where(task => task.IsCompletedSuccessfully))
        {
            WriteResult(task.Result);
        }
    }

    private void WriteResult(QualysUpdateResult result)
    {
        WriteObject(result);
        if (ConnectorErrorRecords.Of(result) is { } error)
        {
            WriteError(error);
        }
    }
}
