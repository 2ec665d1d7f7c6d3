using ModuleShell;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PowerShell;

/// <summary>The PowerShell that the tests, bench and the README's way into one take.</summary>
public sealed class Choice_of_a_PowerShell : IDisposable
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Version?> _versions = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_one_that_the_variable_names_goes_first()
    {
        string named = Add("named/pwsh-preview", new Version(7, 6));
        Add($"path/{FileName}", new Version(7, 5));
        Add(InPackage(), new Version(7, 6));

        Assert.Equal(named, Find(named, "path").Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_variable_names_none(string named) => Assert.Equal(Add($"path/{FileName}", new Version(7, 4)), Find(named, "path").Path);

    [Fact]
    public void On_PATH_one_that_is_older_than_7_4_or_does_not_start_is_passed_over()
    {
        Add($"old/{FileName}", new Version(7, 3));
        Add($"broken/{FileName}", null);
        string next = Add($"next/{FileName}", new Version(7, 4));
        Add($"last/{FileName}", new Version(7, 6));

        Assert.Equal(next, Find(null, "none", "old", "broken", "next", "last").Path);
    }

    [Fact]
    public void Where_PATH_has_none_it_is_the_one_of_the_package()
    {
        Add($"old/{FileName}", new Version(7, 3));

        Assert.Equal(Add(InPackage(), new Version(7, 6)), Find(null, "old").Path);
    }

    [Fact]
    public void One_that_is_named_and_does_not_work_is_an_error_even_where_another_would_do()
    {
        Add($"path/{FileName}", new Version(7, 6));
        string old = Add("old-pwsh", new Version(7, 3));
        string broken = Add("broken-pwsh", null);

        AssertRefused(_folder.File("nowhere"), "is not there");
        AssertRefused(old, "is version 7.3, and 7.4 is the oldest that will do");
        AssertRefused(broken, "does not start, or is no PowerShell");

        void AssertRefused(string named, string problem) => Assert.Equal(
            $"The PowerShell that QUALYS_TEST_PWSH names, '{named}', {problem}. Give it the path of a pwsh program or of a pwsh.dll, or clear it.",
            Assert.Throws<PowerShellNotFoundException>(() => Find(named, "path")).Message);
    }

    [Fact]
    public void Where_there_is_none_the_error_says_what_to_do()
    {
        string message = Assert.Throws<PowerShellNotFoundException>(() => Find(null)).Message;

        Assert.StartsWith("There is no PowerShell 7.4 or later on PATH, and the one of the package, ", message, StringComparison.Ordinal);
        Assert.EndsWith(" is not there. 'dotnet restore' downloads it; or let QUALYS_TEST_PWSH name the path of a pwsh program or of a pwsh.dll.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_is_started_by_the_host_that_runs_the_tests_and_calls_nobody_on_its_own()
    {
        var program = new PowerShellProgram("/somewhere/pwsh.dll");

        Assert.True(File.Exists(program.FileName), program.FileName);
        Assert.Equal("dotnet", Path.GetFileNameWithoutExtension(program.FileName));
        Assert.Equal(["/somewhere/pwsh.dll", "-Command", "1"], program.Start("-Command", "1").ArgumentList);
        Assert.Equal(("1", "Off"), (program.Start().Environment["POWERSHELL_TELEMETRY_OPTOUT"], program.Start().Environment["POWERSHELL_UPDATECHECK"]));
    }

    [Fact]
    public void The_one_of_this_machine_says_a_version_that_will_do() => Assert.True(PowerShellSearch.FindOnce().AskVersion() >= PowerShellSearch.Oldest);

    [Fact]
    public void What_is_no_PowerShell_has_no_version()
    {
        Assert.Null(new PowerShellProgram(DotnetHost.Path).AskVersion());
        Assert.Null(new PowerShellProgram(_folder.Write("pwsh", "text")).AskVersion());
        Assert.Null(new PowerShellProgram(_folder.Write("pwsh.dll", "text")).AskVersion());
    }

    private static string InPackage() => $"package/tools/net10.0/any/{(OperatingSystem.IsWindows() ? "win" : "unix")}/pwsh.dll";

    private string Add(string file, Version? version)
    {
        string path = Path.GetFullPath(_folder.File(file));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        _versions.Add(path, version);
        return path;
    }

    private PowerShellProgram Find(string? named, params string[] folders) =>
        new PowerShellSearch(named, folders.Select(_folder.File), _folder.File("package"), program => _versions[program.Path]).Find();
}
