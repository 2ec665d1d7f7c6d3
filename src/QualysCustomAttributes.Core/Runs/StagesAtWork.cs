namespace QualysCustomAttributes.Runs;

/// <summary>The stages that work in one open run database, with their callers.</summary>
internal sealed class StagesAtWork
{
    private readonly Dictionary<ConnectorStage, StageCaller> _callers = [];

    /// <summary>Begins a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="caller">Who runs it.</param>
    /// <returns>Whether it may begin: a stage cannot be at work twice.</returns>
    public bool TryBegin(ConnectorStage stage, StageCaller caller) => _callers.TryAdd(stage, caller);

    /// <summary>Ends a stage.</summary>
    public void End(ConnectorStage stage) => _callers.Remove(stage);

    /// <summary>Finds who runs a stage, or <see langword="null"/> where nobody does.</summary>
    public StageCaller? Find(ConnectorStage stage) => _callers.GetValueOrDefault(stage);
}
