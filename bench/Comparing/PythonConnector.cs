namespace Bench.Comparing;

/// <summary>The reference connector, by the path of somebody's copy.</summary>
/// <remarks>It keeps and counts some things in another way, so only its exit code is looked at.</remarks>
internal sealed class PythonConnector(string python, string connector) : Contender
{
    public override string Name => "Python connector --dry-run";

    public override Invocation Describe(Export export, string folder) =>
        new(python, [connector, "--csv-file", export.Path, "--api-function", "add", "--dry-run"], folder)
        {
            // It asks for them even in a dry run.
            Environment = new Dictionary<string, string> { ["q_username"] = "dummy", ["q_password"] = "dummy" },
        };

    public override void Verify(Export export, string folder)
    {
    }
}
