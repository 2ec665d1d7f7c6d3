namespace Bench.Comparing;

/// <summary>The dry run of the project's command line.</summary>
/// <param name="program">The program, or its dll, which is run with <c>dotnet</c>.</param>
internal sealed class CommandLineDryRun(string program) : Contender
{
    public override string Name => "qualys-attributes --dry-run";

    public override Invocation Describe(Export export, string folder)
    {
        string[] arguments =
        [
            "--csv-file", export.Path, "--api-function", "add", "--dry-run",
            "--database", Path.Combine(folder, DatabaseName), "--log-file", Path.Combine(folder, "run.log"),
        ];
        return Path.GetExtension(program).Equals(".dll", StringComparison.OrdinalIgnoreCase)
            ? new Invocation("dotnet", [program, .. arguments], folder)
            : new Invocation(program, arguments, folder);
    }

    public override void Verify(Export export, string folder) => RunDatabaseCheck.Verify(Name, Path.Combine(folder, DatabaseName), export.Tally);
}
