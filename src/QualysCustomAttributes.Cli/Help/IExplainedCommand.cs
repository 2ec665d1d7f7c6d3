namespace QualysCustomAttributes.Cli.Help;

/// <summary>A command whose help says more than its options do.</summary>
internal interface IExplainedCommand
{
    /// <summary>Gives what stands below the options.</summary>
    string AfterOptions();
}
