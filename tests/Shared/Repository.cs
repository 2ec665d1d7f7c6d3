namespace QualysCustomAttributes.Shared;

/// <summary>The repository's folder, found above where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string ModuleFolder { get; } = Path.Combine(Root, "out", "QualysCustomAttributes");

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
