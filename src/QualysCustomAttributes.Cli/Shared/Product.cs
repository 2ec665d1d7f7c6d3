using System.Reflection;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>What the program is called.</summary>
internal static class Product
{
    public const string Name = "qualys-attributes";

    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
