using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Packages;

/// <summary>Whoever takes the packages knows what is in them, and that they are what was made.</summary>
public sealed class What_the_packages_are_made_of
{
    // Assemblies that are named otherwise than their package.
    private static readonly Dictionary<string, string> PackageOf = new()
    {
        ["Fluid"] = "Fluid.Core",
        ["Microsoft.Data.Sqlite"] = "Microsoft.Data.Sqlite.Core",
        ["SQLitePCLRaw.batteries_v2"] = "SQLitePCLRaw.config.e_sqlite3",
    };

    // Packages of which no assembly is among ours: natives, and one that brings others.
    private static readonly string[] WithoutAssembly = ["SourceGear.sqlite3", "SQLitePCLRaw.bundle_e_sqlite3"];

    [Theory]
    [InlineData("QualysCustomAttributes", "bin/")]
    [InlineData("qualys-attributes", "tools/net10.0/any/")]
    public async Task The_bill_of_materials_names_each_package_that_is_handed_out_and_no_other(string name, string folder)
    {
        await PackedProduct.RequireAsync();
        using ZipArchive package = await ZipFile.OpenReadAsync(PathOf($"{name}.{PackedProduct.Version}.nupkg"), TestContext.Current.CancellationToken);
        string[] handedOut = [.. package.Entries.Select(entry => Regex.Match(entry.FullName, $@"^{folder}([^/]+)\.dll$"))
            .Where(match => match.Success).Select(match => match.Groups[1].Value)
            .Where(assembly => !assembly.StartsWith("QualysCustomAttributes", StringComparison.Ordinal) && assembly != "qualys-attributes")
            .Select(assembly => PackageOf.GetValueOrDefault(assembly, assembly)).Concat(WithoutAssembly).Order(StringComparer.Ordinal)];

        using JsonDocument bill = JsonDocument.Parse(await File.ReadAllTextAsync(PathOf($"{name}.{PackedProduct.Version}.cdx.json"), TestContext.Current.CancellationToken));
        JsonElement subject = bill.RootElement.GetProperty("metadata").GetProperty("component");
        Assert.Equal((name, PackedProduct.Version), (subject.GetProperty("name").GetString(), subject.GetProperty("version").GetString()));
        JsonElement[] components = [.. bill.RootElement.GetProperty("components").EnumerateArray()];
        Assert.Equal(handedOut, components.Select(component => component.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Each.Holds(components, component =>
        {
            Assert.Matches(@"^pkg:nuget/", component.GetProperty("purl").GetString());
            // SQLite's is in the public domain, for which there is no licence to be named.
            Assert.Equal(component.GetProperty("name").GetString() != "SourceGear.sqlite3", component.TryGetProperty("licenses", out _));
            Assert.Equal("SHA-512", component.GetProperty("hashes")[0].GetProperty("alg").GetString());
        });

        string notices = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.txt"), TestContext.Current.CancellationToken);
        Each.Holds(handedOut, each => Assert.Contains($"\n  {each}\n", notices, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_digests_are_those_of_all_that_is_in_the_folder()
    {
        await PackedProduct.RequireAsync();
        string[] expected = [.. Directory.GetFiles(PackedProduct.Folder).Where(file => Path.GetFileName(file) != "SHA256SUMS").Order(StringComparer.Ordinal)
            .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetFileName(file)}")];

        string[] lines = await File.ReadAllLinesAsync(PathOf("SHA256SUMS"), TestContext.Current.CancellationToken);
        Assert.True(expected.Length >= 5, string.Join('\n', expected));
        Assert.Equal(expected, lines.OrderBy(line => line[66..], StringComparer.Ordinal));
    }

    private static string PathOf(string name) => Path.Combine(PackedProduct.Folder, name);
}
