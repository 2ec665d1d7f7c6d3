using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Pipeline;

/// <summary>
/// What every cmdlet of the module shares: errors become error records in one place, Ctrl+C cancels a token, and events
/// of the work reach the pipeline's streams on the pipeline's own thread.
/// </summary>
public abstract class ConnectorCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Action _process;
    private bool _isDisposed;
    private bool _hasFailed;
    private bool _wasInterrupted;

    /// <summary>Creates the cmdlet.</summary>
    protected ConnectorCommand()
    {
        EventSink = new PipelineEvents(this, _stopping.Token);
        // Kept, for a delegate made anew for each of a million objects shows in the time.
        _process = Process;
    }

    /// <summary>Is cancelled when the pipeline is stopped.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>Takes what happens during the work.</summary>
    private protected PipelineEvents EventSink { get; }

    /// <summary>Who works on a run database: this command, at its place in its pipeline, in its runspace.</summary>
    private protected StageCaller Caller => new(MyInvocation.MyCommand.Name)
    {
        User = Runspace.DefaultRunspace,
        Position = MyInvocation.PipelinePosition,
        Length = MyInvocation.PipelineLength,
    };

    /// <summary>Whether a parameter was given.</summary>
    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    // What a cmdlet says holds names and texts from outside. These stand before PowerShell's own, so that none is said raw.

    /// <summary>Asks whether to go on, in words that steer no terminal.</summary>
    private protected new bool ShouldProcess(string target, string action) => ShouldProcess(target, action, QualysConfigurationException.NobodyToAsk);

    /// <summary>The same, where it is an error of its own that nobody can be asked.</summary>
    private protected bool ShouldProcess(string target, string action, Func<ConnectorException> nobodyThere) =>
        Ask(() => base.ShouldProcess(ShownText.Line(target), ShownText.Line(action)), nobodyThere);

    /// <summary>Says with -WhatIf what would be done, in a line of its own words.</summary>
    private protected bool WouldProcess(string description) =>
        base.ShouldProcess(ShownText.Line(description), ShownText.Line(description), MyInvocation.MyCommand.Name);

    /// <summary>Asks a question, and says what error it is where nobody can be asked.</summary>
    private protected static bool Ask(Func<bool> question, Func<ConnectorException> nobodyThere)
    {
        try
        {
            return question();
        }
        // Without a console to ask at, PowerShell's own host has nothing where it looks for the answer.
        catch (Exception exception) when (HostWithoutScreen.Is(exception) || exception is NullReferenceException)
        {
            throw nobodyThere();
        }
    }

    /// <summary>Says in the verbose stream what steers no terminal.</summary>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(ShownText.Line(text));

    /// <summary>Warns in words that steer no terminal.</summary>
    private protected new void WriteWarning(string text) => base.WriteWarning(ShownText.Line(text));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(_process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(() =>
    {
        End();
        EventSink.CompleteProgress();
    });

    /// <summary>Cancels the work; nothing else, for this is called on another thread.</summary>
    protected sealed override void StopProcessing() => _stopping.Cancel();

    /// <summary>Runs before the first object.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>Runs for each object.</summary>
    private protected virtual void Process()
    {
    }

    /// <summary>Runs after the last object.</summary>
    private protected virtual void End()
    {
    }

    /// <summary>Gives back what the cmdlet holds; also runs when the pipeline was cut short.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>What a person is told whose Ctrl+C ended the work before its end; <see langword="null"/> where nothing was changed.</summary>
    private protected virtual string? Stopped => null;

    /// <summary>What to do about an error where that depends on what the cmdlet was given; else <see langword="null"/>.</summary>
    private protected virtual string? Advise(ConnectorException exception) => null;

    /// <summary>Releases the cmdlet's resources.</summary>
    /// <param name="disposing">Whether this is not a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            try
            {
                // What it names is closed with what is released.
                string? stopped = _wasInterrupted ? Stopped : null;
                Release();
                if (stopped is { } line)
                {
                    ShowAfterStop(line);
                }
            }
            finally
            {
                EventSink.Dispose();
                _stopping.Dispose();
            }
        }
    }

    /// <summary>As Write-Host would: seen at the prompt, and out of the way of the output.</summary>
    private protected void Show(string line) =>
        WriteInformation(new HostInformationMessage { Message = ShownText.Line(line) }, ["PSHOST"]);

    /// <summary>
    /// Says something after Ctrl+C, or after a command behind that wants no more, when the pipeline takes nothing any more and only the
    /// host does. What an error ended has said how to go on.
    /// </summary>
    private protected void ShowAfterStop(string line)
    {
        if (_hasFailed && !StopToken.IsCancellationRequested)
        {
            return;
        }

        try
        {
            Host.UI?.WriteWarningLine(ShownText.Line(line));
        }
        catch (Exception exception) when (HostWithoutScreen.Is(exception))
        {
            // A host that shows nothing: the run database says the same.
        }
    }

    private void Guard(Action work)
    {
        EventSink.Attach();
        try
        {
            work();
        }
        catch (ConnectorException exception)
        {
            _hasFailed = true;
            EventSink.CompleteProgress();
            exception.Advice ??= Advise(exception);
            ThrowTerminatingError(ConnectorErrorRecords.Of(exception));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _wasInterrupted = true;
            throw new PipelineStoppedException();
        }
        catch (FlowControlException)
        {
            throw;
        }
        catch
        {
            _hasFailed = true;
            EventSink.CompleteProgress();
            throw;
        }
    }
}
