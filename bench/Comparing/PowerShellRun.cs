using ModuleShell;

namespace Bench.Comparing;

/// <summary>A dry run of the module in a PowerShell of its own.</summary>
internal abstract class PowerShellRun(PowerShellProgram program, string module) : Contender
{
    public sealed override Invocation Describe(Export export, string folder)
    {
        string script = $"$ErrorActionPreference = 'Stop'; Import-Module {Quote(module)}; {Script(Quote(export.Path), Quote(Path.Combine(folder, DatabaseName)))} | Out-Null";
        return new Invocation(program.FileName, [.. program.LeadingArguments, "-NoProfile", "-NonInteractive", "-Command", script], folder)
        {
            Environment = PowerShellProgram.Environment,
        };
    }

    public sealed override void Verify(Export export, string folder) =>
        RunDatabaseCheck.Verify(Name, Path.Combine(folder, DatabaseName), export.Tally);

    /// <summary>Gives the command.</summary>
    /// <param name="export">The export, quoted.</param>
    /// <param name="database">The run database, quoted.</param>
    protected abstract string Script(string export, string database);

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>The five cmdlets in one pipeline.</summary>
internal sealed class FiveCmdlets(PowerShellProgram program, string module) : PowerShellRun(program, module)
{
    public override string Name => "five cmdlets -WhatIf";

    protected override string Script(string export, string database) =>
        $"Import-AxoniusCsv -LiteralPath {export} -DatabasePath {database} | New-QualysAttributePayload | Group-QualysPayload"
        + " | Split-QualysBatch | Invoke-QualysAttributeUpdate -Function Add -WhatIf";
}

/// <summary>The cmdlet that does it all in one.</summary>
internal sealed class OneCmdlet(PowerShellProgram program, string module) : PowerShellRun(program, module)
{
    public override string Name => "Sync-QualysAttribute -WhatIf";

    protected override string Script(string export, string database) =>
        $"Sync-QualysAttribute -LiteralPath {export} -Function Add -DatabasePath {database} -WhatIf";
}
