namespace QualysCustomAttributes.Unit.PowerShell;

/// <summary>The repository's folder, found from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string ModuleFolder { get; } = Path.Combine(Root, "out", "QualysCustomAttributes");

    /// <summary>The program in its own output: beside the tests it would miss what ASP.NET brings for the sandbox alone.</summary>
    public static string Program { get; } = Path.Combine(
        Root, "src", "QualysCustomAttributes.Cli", Path.GetRelativePath(Path.Combine(Root, "tests", "Unit"), AppContext.BaseDirectory), "qualys-attributes.dll");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "QualysCustomAttributes.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run from a folder inside the repository.");
    }
}
