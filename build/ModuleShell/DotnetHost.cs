namespace ModuleShell;

/// <summary>The .NET host that runs this program.</summary>
public static class DotnetHost
{
    /// <summary>Its path, found from the runtime's folder; its bare name where the runtime is no shared one.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/System.Private.CoreLib.dll
        DirectoryInfo? root = new FileInfo(typeof(object).Assembly.Location).Directory?.Parent?.Parent?.Parent;
        string host = System.IO.Path.Combine(root?.FullName ?? "", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
