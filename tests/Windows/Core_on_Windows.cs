using QualysCustomAttributes.Windows.Hosting;

namespace QualysCustomAttributes.Windows;

/// <summary>Core's own tests, in the runner that xunit makes of them, published for Windows.</summary>
public sealed class Core_on_Windows(WindowsPrograms programs, CoreTestRun run) : IClassFixture<CoreTestRun>
{
    public static IEnumerable<TheoryDataRow<string, string>> LeftOutInWine =>
        What_Wine_cannot_do.Tests.Select(left => new TheoryDataRow<string, string>(left.Key, left.Value));

    public static IEnumerable<TheoryDataRow<string>> NotTried => What_was_not_tried_in_Wine.Classes.Select(name => new TheoryDataRow<string>(name));

    [Fact]
    public async Task Passes()
    {
        programs.Require();
        await run.CompleteAsync();

        Assert.True(
            run.Failures.Count == 0, $"{run.Failures.Count} of {run.Total} tests failed on Windows:\n{string.Join('\n', run.Failures)}");
        Assert.True(run.ExitCode == 0, $"The runner ended with {run.ExitCode}:\n{run.Output}");
        Assert.True(run.Total > What_Wine_cannot_do.Tests.Count, run.Output);
    }

    [Theory]
    [MemberData(nameof(LeftOutInWine))]
    public async Task Passes_where_Wine_does_not(string test, string reason)
    {
        programs.Require();
        await run.CompleteAsync();
        Assert.True(run.Names.Any(name => name.EndsWith($".{test}", StringComparison.Ordinal)), $"Core has no test of this name: {test}");
        Assert.SkipWhen(programs.IsWine, $"{test} is left out in Wine: {reason}");

        Assert.Contains(run.Passed, name => name.Split('(')[0].EndsWith($".{test}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(NotTried))]
    public async Task Passes_where_Wine_was_not_tried(string name)
    {
        programs.Require();
        await run.CompleteAsync();
        Assert.True(run.Names.Any(method => method.Contains($".{name}.", StringComparison.Ordinal)), $"Core has no test class of this name: {name}");
        Assert.SkipWhen(programs.IsWine, $"{name} is left out in Wine: {What_was_not_tried_in_Wine.Reason}");

        Assert.Contains(run.Passed, method => method.Contains($".{name}.", StringComparison.Ordinal));
    }
}
