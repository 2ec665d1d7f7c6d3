namespace Bench.Comparing;

/// <summary>The measure of all: SQLite's own shell, which imports the export as text and does nothing else.</summary>
internal sealed class SqliteShell(string program) : Contender
{
    public override string Name => "sqlite3 .import";

    public override Invocation Describe(Export export, string folder) =>
        new(program, [DatabaseName, ".mode csv", $".import \"{export.Path.Replace("\\", "\\\\", StringComparison.Ordinal)}\" t"], folder);

    public override void Verify(Export export, string folder)
    {
        using var numbers = new DatabaseNumbers(Name, Path.Combine(folder, DatabaseName));
        numbers.Expect("rows", export.Tally.Rows, "SELECT COUNT(*) FROM t").Require();
    }
}
