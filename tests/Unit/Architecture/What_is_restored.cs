using System.Text.Json;
using System.Xml.Linq;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Architecture;

/// <summary>Which packages a build takes is on record, those included that others bring, and none is taken that is known to be faulty.</summary>
public sealed class What_is_restored
{
    public static TheoryData<string> Projects =>
    [
        .. ((string[])["src", "tests", "build", "bench"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(project => Path.GetRelativePath(Repository.Root, project)),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_has_its_packages_on_record_with_their_content_and_for_Windows_too(string project)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json"));
        using JsonDocument locked = JsonDocument.Parse(text);

        JsonProperty[] frameworks = [.. locked.RootElement.GetProperty("dependencies").EnumerateObject()];
        Assert.Contains(frameworks, framework => framework.Name.EndsWith("/win-x64", StringComparison.Ordinal));
        // Some projects have none.
        Assert.DoesNotContain(
            frameworks.SelectMany(framework => framework.Value.EnumerateObject()).Where(each => each.Value.GetProperty("type").GetString() != "Project"),
            package => package.Value.GetProperty("contentHash").GetString() is not { Length: > 0 });
        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_are_looked_for_in_all_packages_and_a_source_that_cannot_be_asked_stops_no_build()
    {
        ILookup<string, string> properties = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"))
            .Descendants("PropertyGroup").Elements().ToLookup(element => element.Name.LocalName, element => element.Value);

        Assert.Equal(["true"], properties["RestorePackagesWithLockFile"]);
        Assert.Equal(["true"], properties["NuGetAudit"]);
        Assert.Equal(["all"], properties["NuGetAuditMode"]);
        Assert.Contains("NU1900", Assert.Single(properties["WarningsNotAsErrors"]), StringComparison.Ordinal);
        Assert.DoesNotContain("NU190", string.Concat(properties["NoWarn"]), StringComparison.Ordinal);
    }
}
