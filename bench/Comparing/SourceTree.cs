namespace Bench.Comparing;

/// <summary>The clone of the project that is measured.</summary>
internal static class SourceTree
{
    private const string Solution = "QualysCustomAttributes.sln";

    /// <summary>Builds the command line for release.</summary>
    /// <returns>Its dll.</returns>
    public static string BuildCommandLine()
    {
        Build("src/QualysCustomAttributes.Cli/QualysCustomAttributes.Cli.csproj");
        return PathOf("src/QualysCustomAttributes.Cli/bin/Release/net10.0/qualys-attributes.dll");
    }

    /// <summary>Builds the sandbox for release.</summary>
    /// <returns>Its dll.</returns>
    public static string BuildSandbox()
    {
        Build("src/QualysSandbox/QualysSandbox.csproj");
        return PathOf("src/QualysSandbox/bin/Release/net10.0/QualysSandbox.dll");
    }

    /// <summary>Gives the plain Python loader of pages.</summary>
    public static string PythonLoader => PathOf("bench/Inventory/load_inventory.py");

    /// <summary>Builds the module for release.</summary>
    /// <returns>Its manifest.</returns>
    public static string BuildModule()
    {
        Build("src/QualysCustomAttributes/QualysCustomAttributes.csproj");
        return PathOf("out/QualysCustomAttributes/QualysCustomAttributes.psd1");
    }

    private static void Build(string project)
    {
        Console.Error.WriteLine($"building {project} …");
        MeasuredProcess.Read(new Invocation("dotnet", ["build", PathOf(project), "--configuration", "Release", "--nologo", "--verbosity", "quiet"], Root()));
    }

    private static string PathOf(string relative) => Path.Combine(Root(), relative.Replace('/', Path.DirectorySeparatorChar));

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new BenchException($"{Solution} is in no folder above '{AppContext.BaseDirectory}': run bench from a clone of the project, or name what to measure.");
    }
}
