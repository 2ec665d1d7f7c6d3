using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace QualysCustomAttributes.Loader;

/// <summary>
/// Loads the module's assemblies apart from everything else in the session, so that another module may bring other
/// versions of the same packages. This assembly references nothing, and is the only one the session itself sees.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string ModuleAssemblyName = "QualysCustomAttributes";

    private static readonly Lazy<Assembly> ModuleAssembly = new(LoadModuleAssembly);

    private readonly string _folder;

    private ModuleLoadContext(string folder)
        : base(ModuleAssemblyName) => _folder = folder;

    /// <summary>The assembly with the cmdlets; it is loaded once a process.</summary>
    /// <returns>The assembly, for <c>Import-Module -Assembly</c>.</returns>
    /// <exception cref="FileNotFoundException">The module's folder is not complete.</exception>
    public static Assembly Load() => ModuleAssembly.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        // What is not in the folder (PowerShell itself, the framework) comes from the session.
        string path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string path = NativePath(unmanagedDllName);
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : 0;
    }

    private static Assembly LoadModuleAssembly()
    {
        string folder = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;
        return new ModuleLoadContext(folder).LoadFromAssemblyPath(Path.Combine(folder, $"{ModuleAssemblyName}.dll"));
    }

    private string NativePath(string name)
    {
        (string system, string fileName) = OperatingSystem.IsWindows() ? ("win", $"{name}.dll")
            : OperatingSystem.IsMacOS() ? ("osx", $"lib{name}.dylib")
            : (IsMusl() ? "linux-musl" : "linux", $"lib{name}.so");
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return Path.Combine(_folder, "runtimes", $"{system}-{architecture}", "native", fileName);
    }

    // A distribution's own build of .NET names the distribution where Microsoft's names the C library.
    private static bool IsMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
