using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.PowerShell;

/// <summary>The folder that the build leaves is the whole module; no PowerShell is needed to find out.</summary>
public sealed partial class ModuleFolder
{
    private const string SharedExport =
        "Qualys Scans: Qualys ID,Mssql: MSSQL_ Business_Name,Mssql: MSSQL_ Div_Name,Mssql: MSSQL_ Productgroup,Mssql: MSSQL_ Portfolio,"
        + "Mssql: MSSQL_ Product,Mssql: MSSQL_ Primaryservice,Mssql: MSSQL_ Serviceownergroup,Mssql: MSSQL_ Deviceownergroup,"
        + "Mssql: MSSQL_ Recoverytier,Mssql: MSSQL_ Sla\n1001,Retail,,,,,,,,,Gold\n1002,Retail,,,,,,,,,\n";

    private static readonly string Manifest = File.ReadAllText(InModule("QualysCustomAttributes.psd1"));

    [Theory]
    [InlineData("QualysCustomAttributes.psd1")]
    [InlineData("QualysCustomAttributes.psm1")]
    [InlineData("QualysCustomAttributes.format.ps1xml")]
    [InlineData("LICENSE")]
    [InlineData("bin/QualysCustomAttributes.Loader.dll")]
    [InlineData("bin/QualysCustomAttributes.dll")]
    [InlineData("bin/QualysCustomAttributes.Core.dll")]
    [InlineData("bin/CsvHelper.dll")]
    [InlineData("bin/Fluid.dll")]
    [InlineData("bin/Microsoft.Data.Sqlite.dll")]
    [InlineData("bin/Npgsql.dll")]
    [InlineData("bin/Polly.Core.dll")]
    [InlineData("bin/runtimes/win-x64/native/e_sqlite3.dll")]
    [InlineData("bin/runtimes/win-arm64/native/e_sqlite3.dll")]
    [InlineData("bin/runtimes/linux-x64/native/libe_sqlite3.so")]
    [InlineData("bin/runtimes/linux-arm64/native/libe_sqlite3.so")]
    [InlineData("bin/runtimes/linux-musl-x64/native/libe_sqlite3.so")]
    [InlineData("bin/runtimes/osx-x64/native/libe_sqlite3.dylib")]
    [InlineData("bin/runtimes/osx-arm64/native/libe_sqlite3.dylib")]
    public void Holds(string file) => Assert.True(File.Exists(InModule(file)), $"{file} is missing in {Repository.ModuleFolder}");

    [Fact]
    public void Holds_the_help_of_every_page()
    {
        string[] pages = [.. Pages().Where(page => !Path.GetFileName(page).StartsWith("about_", StringComparison.Ordinal))];
        Assert.SkipUnless(pages.Length > 0, "there are no help pages in docs/en-US");

        XElement help = XDocument.Load(InModule("en-US/QualysCustomAttributes.dll-Help.xml")).Root!;
        IEnumerable<string> commands = help.Descendants().Where(element => element.Name.LocalName == "details")
            .Select(details => details.Elements().First(element => element.Name.LocalName == "name").Value.Trim());

        Assert.Equal(pages.Select(page => Path.GetFileNameWithoutExtension(page)).Order(StringComparer.Ordinal), commands.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Holds_only_systems_that_PowerShell_runs_on()
    {
        string[] known = ["linux-arm", "linux-arm64", "linux-musl-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64", "win-x86"];

        var found = Directory.EnumerateDirectories(InModule("bin/runtimes")).Select(folder => Path.GetFileName(folder)!);

        Assert.Empty(found.Except(known));
    }

    [Fact]
    public void Holds_no_assembly_of_PowerShell_and_none_that_is_a_test()
    {
        var names = Directory.EnumerateFiles(Repository.ModuleFolder, "*.dll", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).ToArray();

        Assert.DoesNotContain(names, name => name.StartsWith("System.Management.Automation", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(names, name => name.StartsWith("Microsoft.PowerShell", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(names, name => name.Contains("xunit", StringComparison.OrdinalIgnoreCase) || name.Contains("Sandbox", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_that_the_manifest_names_exists()
    {
        string[] files = [.. ManifestFiles().Matches(Manifest).Select(match => match.Groups[1].Value)];

        Assert.Contains("QualysCustomAttributes.psm1", files);
        Assert.Contains("QualysCustomAttributes.format.ps1xml", files);
        Each.Holds(files, file => Assert.True(File.Exists(InModule(file)), $"{file} is named in the manifest and missing"));
    }

    [Fact]
    public void The_version_is_the_manifests_in_every_assembly()
    {
        var version = Version.Parse(ModuleVersion().Match(Manifest).Groups[1].Value);

        foreach (string assembly in (string[])["QualysCustomAttributes", "QualysCustomAttributes.Core", "QualysCustomAttributes.Loader"])
        {
            Version found = AssemblyName.GetAssemblyName(InModule($"bin/{assembly}.dll")).Version!;
            Assert.True(version == new Version(found.Major, found.Minor, found.Build), $"{assembly} has version {found}, the manifest {version}");
        }
    }

    [Fact]
    public void The_manifest_exports_the_cmdlets_that_there_are()
    {
        string exports = CmdletsToExport().Match(Manifest).Groups[1].Value;
        var exported = QuotedNames().Matches(exports).Select(match => match.Groups[1].Value);

        var cmdlets = Assembly.Load("QualysCustomAttributes").GetTypes()
            .SelectMany(type => type.GetCustomAttributesData().Where(data => data.AttributeType == typeof(CmdletAttribute)))
            .Select(data => string.Join('-', data.ConstructorArguments.Select(argument => (string)argument.Value!)));

        Assert.Equal(cmdlets.Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("*", exports, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_own_load_context_reads_an_export_into_SQLite_from_that_folder_alone()
    {
        string work = Directory.CreateTempSubdirectory("module-folder-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(work, "export.csv"), SharedExport);

            // A copy elsewhere: nothing beside it helps, as on a user's machine.
            string bin = Path.Combine(work, "QualysCustomAttributes", "bin");
            Copy(InModule("bin"), bin);
            var outer = new FolderContext();
            Assembly loader = outer.LoadFromAssemblyPath(Path.Combine(bin, "QualysCustomAttributes.Loader.dll"));
            var module = (Assembly)loader.GetType("QualysCustomAttributes.Loader.ModuleLoadContext", throwOnError: true)!
                .GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null)!;
            AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(module)!;
            Assembly core = context.LoadFromAssemblyName(new AssemblyName("QualysCustomAttributes.Core"));

            Assert.NotSame(AssemblyLoadContext.Default, context);
            Assert.Equal(2, Import(core, Path.Combine(work, "export.csv"), Path.Combine(work, "run.db")));
            Assert.True(new FileInfo(Path.Combine(work, "run.db")).Length > 0);
            Assembly[] own = [.. context.Assemblies];
            Assert.Contains(own, assembly => assembly.GetName().Name == "Microsoft.Data.Sqlite");
            Assert.Contains(own, assembly => assembly.GetName().Name == "CsvHelper");
            Each.Holds(own, assembly => Assert.Equal(bin, Path.GetDirectoryName(assembly.Location)));
            Assert.NotSame(typeof(AxoniusImport), core.GetType(typeof(AxoniusImport).FullName!));
        }
        finally
        {
            DeleteWhatCanBe(work);
        }
    }

    // Through the types of the folder, which are others than those this test was compiled with.
    private static long Import(Assembly core, string export, string database)
    {
        Type optionsType = core.GetType("QualysCustomAttributes.Planning.AxoniusImportOptions", throwOnError: true)!;
        object options = Activator.CreateInstance(optionsType)!;
        optionsType.GetProperty("Path")!.SetValue(options, export);
        optionsType.GetProperty("DatabasePath")!.SetValue(options, database);
        Type importType = core.GetType("QualysCustomAttributes.Planning.AxoniusImport", throwOnError: true)!;
        object import = importType.GetMethod("Start")!.Invoke(null, [options, null, CancellationToken.None])!;
        using ((IDisposable)import)
        {
            MethodInfo read = importType.GetMethod("Read")!;
            while ((bool)read.Invoke(import, null)!)
            {
            }

            return (long)importType.GetProperty("Records")!.GetValue(import)!;
        }
    }

    private static string InModule(string file) => Path.Combine(Repository.ModuleFolder, file.Replace('/', Path.DirectorySeparatorChar));

    private static IEnumerable<string> Pages()
    {
        string folder = Path.Combine(Repository.Root, "docs", "en-US");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.md") : [];
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    // Windows keeps loaded assemblies; they are in the folder for temporary files.
    private static void DeleteWhatCanBe(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TestContext.Current.SendDiagnosticMessage("{0} is left: {1}", folder, exception.Message);
        }
    }

    [GeneratedRegex(@"'([\w.\-]+\.(?:psm1|psd1|ps1xml|dll))'")]
    private static partial Regex ManifestFiles();

    [GeneratedRegex(@"ModuleVersion\s*=\s*'([^']+)'")]
    private static partial Regex ModuleVersion();

    [GeneratedRegex(@"CmdletsToExport\s*=\s*@\(([^)]*)\)")]
    private static partial Regex CmdletsToExport();

    [GeneratedRegex(@"'([^']+)'")]
    private static partial Regex QuotedNames();

    /// <summary>Where the loader is loaded, so that it is the folder's and not a copy of the test's.</summary>
    private sealed class FolderContext() : AssemblyLoadContext("module folder");
}
