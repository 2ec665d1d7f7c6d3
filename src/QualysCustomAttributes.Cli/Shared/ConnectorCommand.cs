using System.CommandLine;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>A command: its name, its options, what its help says below them, and its work.</summary>
/// <param name="name">Its name; the root, which is called without one, has the program's.</param>
/// <param name="description">What it does.</param>
internal abstract class ConnectorCommand(string name, string description)
{
    public string Name => name;

    public string Description => description;

    /// <summary>Its options, in the order of the help.</summary>
    public abstract IEnumerable<Option> Options { get; }

    /// <summary>What stands on the command line without a name.</summary>
    public virtual IEnumerable<Argument> Arguments => [];

    /// <summary>The environment variables that stand in for its options, with their lines in the help.</summary>
    protected IEnumerable<(string Name, string Meaning)> Variables => Options.OfType<Setting>()
        .Where(setting => setting.Variable is not null)
        .Select(setting => (setting.Variable!, $"as {setting.Name}{setting.VariableNote}"));

    /// <summary>What is missing where nothing at all stands on the command line; <see langword="null"/> where there is enough to work.</summary>
    public virtual string? Missing() => null;

    /// <summary>Says what no list of options says.</summary>
    public abstract void Explain(HelpText help);

    /// <summary>Does the work.</summary>
    /// <param name="given">What stands on the command line.</param>
    /// <param name="stop">Cancelled with the first signal.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public abstract Task<int> RunAsync(ParseResult given, CancellationToken stop);
}
