using System.Reflection;

namespace ModuleShell;

/// <summary>Where things were when this was built; the project file says it.</summary>
internal static class BuildFacts
{
    /// <summary>The folder of the package that holds a PowerShell.</summary>
    public static string PowerShellPackage { get; } = Find(nameof(PowerShellPackage));

    /// <summary>The manifest of the module as the build leaves it.</summary>
    public static string Module { get; } = Find(nameof(Module));

    private static string Find(string name) => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == name).Value!;
}
