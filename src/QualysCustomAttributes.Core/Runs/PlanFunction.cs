using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Runs;

/// <summary>What is done with the batches of a plan: one function for all of them, or each group has its own.</summary>
/// <param name="One">The function, or <see langword="null"/> where each group has its own.</param>
internal readonly record struct PlanFunction(QualysFunction? One)
{
    private const string Reconcile = "reconcile";

    /// <summary>Each group has its own: the plan was made by comparison.</summary>
    public static PlanFunction OfEachGroup => default;

    /// <summary>Its name, in records and digests.</summary>
    public string Name => One?.ToRequestName() ?? Reconcile;

    /// <summary>The function, or that of a group which has its own.</summary>
    public QualysFunction Of(QualysFunction? group) =>
        group ?? One ?? throw new InvalidOperationException("A group of a plan that was made by comparison has no function.");

    /// <summary>One function for all.</summary>
    public static implicit operator PlanFunction(QualysFunction function) => new(function);

    /// <summary>Reads a name.</summary>
    /// <exception cref="Qualys.QualysConfigurationException">It is none of them.</exception>
    public static PlanFunction Parse(string name) => name == Reconcile ? OfEachGroup : QualysFunctions.Parse(name);
}
