using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QualysCustomAttributes.EndToEnd.PowerShell;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Packages;

/// <summary>The module as the PowerShell Gallery takes it, and as it stands after it was installed.</summary>
public sealed class The_package_of_the_module
{
    private static readonly string[] Systems =
        ["linux-arm", "linux-arm64", "linux-musl-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64", "win-x86"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holds_what_the_module_needs_and_no_file_beside_it()
    {
        string[] files = [.. (await OpenAsync()).Entries.Select(entry => entry.FullName)
            .Where(name => !Regex.IsMatch(name, @"^(_rels/|package/|\[Content_Types\]\.xml$)")).Order(StringComparer.Ordinal)];

        string[] packages = [.. files.Select(file => Regex.Match(file, @"^bin/((?!QualysCustomAttributes)[^/]+)\.dll$")).Where(match => match.Success).Select(match => match.Groups[1].Value)];
        Assert.Contains("CsvHelper", packages);
        Assert.Contains("Microsoft.Data.Sqlite", packages);
        Assert.Contains("Polly.Core", packages);
        Assert.DoesNotContain("System.Management.Automation", packages);
        Assert.Equal(
            [
                "LICENSE", "QualysCustomAttributes.format.ps1xml", "QualysCustomAttributes.nuspec", "QualysCustomAttributes.psd1", "QualysCustomAttributes.psm1",
                "QualysCustomAttributes.types.ps1xml", "THIRD-PARTY-NOTICES.txt", "bin/QualysCustomAttributes.Core.dll", "bin/QualysCustomAttributes.Core.pdb",
                "bin/QualysCustomAttributes.Loader.dll", "bin/QualysCustomAttributes.dll", "bin/QualysCustomAttributes.pdb",
                "en-US/QualysCustomAttributes.dll-Help.xml", "en-US/about_QualysCustomAttributes.help.txt",
            ],
            files.Except(packages.Select(package => $"bin/{package}.dll")).Where(file => !file.StartsWith("bin/runtimes/", StringComparison.Ordinal)));
        Assert.Equal(
            Systems, files.Where(file => file.StartsWith("bin/runtimes/", StringComparison.Ordinal)).Select(file => file.Split('/')[2]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Says_what_the_Gallery_shows()
    {
        using ZipArchive package = await OpenAsync();
        XElement metadata = XDocument.Load(package.GetEntry("QualysCustomAttributes.nuspec")!.Open()).Root!.Elements().Single();
        Dictionary<string, string> said = metadata.Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);

        Assert.Equal("QualysCustomAttributes", said["id"]);
        Assert.Equal(PackedProduct.Version, said["version"]);
        Assert.True(Uri.IsWellFormedUriString(said["projectUrl"], UriKind.Absolute), said["projectUrl"]);
        Assert.StartsWith(said["projectUrl"], said["licenseUrl"], StringComparison.Ordinal);
        Assert.StartsWith(said["projectUrl"], said["releaseNotes"], StringComparison.Ordinal);
        Assert.Contains(" PSEdition_Core ", $" {said["tags"]} ", StringComparison.Ordinal);
        Assert.Contains(" PSModule ", $" {said["tags"]} ", StringComparison.Ordinal);
        Assert.InRange(said["description"].Length, 100, 4000);
    }

    [Fact]
    public async Task Once_installed_is_found_imported_by_itself_and_at_work()
    {
        string manifest = await PackedProduct.InstallModuleAsync();
        using var folder = new TemporaryFolder();

        (int exitCode, string output) = await PowerShellEngine.RunAsync(
            $$"""
            $ErrorActionPreference = 'Stop'
            (Get-Module -ListAvailable).Where({ $_.ModuleBase -notlike "$PSHOME*" }).Name -join ','
            Import-AxoniusCsv samples/axonius-export.csv -DatabasePath '{{folder.File("run.db")}}' -WarningAction Ignore | New-QualysAttributePayload |
                Group-QualysPayload | Split-QualysBatch | Invoke-QualysAttributeUpdate -Function Add -WhatIf
            (Get-Module QualysCustomAttributes).Path
            """,
            Cancellation,
            null,
            PackedProduct.CleanEnvironment);

        Assert.True(exitCode == 0, output);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("QualysCustomAttributes", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("What if:", StringComparison.Ordinal));
        Assert.Equal(Path.ChangeExtension(manifest, "psm1"), lines[^1]);
    }

    [Fact]
    public async Task Each_cmdlet_has_its_page_online_where_the_project_lives()
    {
        (int exitCode, string output) = await PowerShellEngine.RunAsync(
            """
            $project = (Get-Module QualysCustomAttributes -ListAvailable).ProjectUri
            $names = (Get-Command -Module QualysCustomAttributes).Name
            "$($names.Count -gt 0)"
            foreach ($name in $names) {
                $page = @((Get-Help $name).relatedLinks.navigationLink)[0].uri
                if ($page -ne "$project/blob/main/docs/en-US/$name.md" -or -not (Test-Path "docs/en-US/$name.md")) { "$name`: $page" }
            }
            """,
            Cancellation,
            null,
            await CleanEnvironmentAsync());

        Assert.Equal((0, "True"), (exitCode, output.Trim()));
    }

    [Fact]
    public async Task Get_Help_Online_opens_that_page()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("elsewhere it would open a browser");
            return;
        }

        using var folder = new TemporaryFolder();
        string opened = folder.File("opened");
        string browser = folder.Write("xdg-open", Encoding.UTF8.GetBytes($"#!/bin/sh\necho \"$1\" > {opened}\n"));
        File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (_, string output) = await PowerShellEngine.RunAsync(
            $"Get-Help Import-AxoniusCsv -Online; while (-not (Test-Path '{opened}')) {{ Start-Sleep -Milliseconds 50 }}",
            Cancellation,
            null,
            new Dictionary<string, string>(await CleanEnvironmentAsync()) { ["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}" });

        Assert.Equal("", output);
        Assert.EndsWith("/docs/en-US/Import-AxoniusCsv.md\n", await File.ReadAllTextAsync(opened, Cancellation), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyDictionary<string, string>> CleanEnvironmentAsync()
    {
        await PackedProduct.InstallModuleAsync();
        return PackedProduct.CleanEnvironment;
    }

    private static async Task<ZipArchive> OpenAsync()
    {
        await PackedProduct.RequireAsync();
        return await ZipFile.OpenReadAsync(Path.Combine(PackedProduct.Folder, $"QualysCustomAttributes.{PackedProduct.Version}.nupkg"), Cancellation);
    }
}
