namespace Bench.Comparing;

/// <summary>One of the programs that are compared.</summary>
internal abstract class Contender
{
    /// <summary>The file name of a run's database.</summary>
    protected const string DatabaseName = "run.db";

    /// <summary>The name in the table.</summary>
    public abstract string Name { get; }

    /// <summary>Gives the process that does the work.</summary>
    /// <param name="export">The export.</param>
    /// <param name="folder">An empty folder, which is the process's current one.</param>
    public abstract Invocation Describe(Export export, string folder);

    /// <summary>Checks what the process made.</summary>
    /// <exception cref="BenchException">A number is not what the export holds.</exception>
    public abstract void Verify(Export export, string folder);
}
