using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit;

/// <summary>Every object that the module gives has a table and a list of its own, and no text gets into one of them as it came.</summary>
public sealed class Views_of_the_module
{
    private const string Fit = "[QualysCustomAttributes.ViewText]::";

    private static readonly XElement[] Views =
        [.. XDocument.Load(Path.Combine(Repository.Root, "module", "QualysCustomAttributes.format.ps1xml")).Descendants("View")];

    public static TheoryData<string> Types => [.. Views.Select(TypeOf).Distinct()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Are_a_table_and_a_list(string type)
    {
        XElement[] views = [.. Views.Where(view => TypeOf(view) == type)];

        Assert.Single(views, view => view.Element("TableControl") is not null);
        Assert.Single(views, view => view.Element("ListControl") is not null);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Show_a_text_only_where_it_is_made_fit(string type)
    {
        Type shown = typeof(QualysAsset).Assembly.GetType(type, throwOnError: true)!;
        Each.Holds(Views.Where(view => TypeOf(view) == type), view =>
        {
            Assert.DoesNotContain(view.Descendants("PropertyName"), property => MayHoldText(shown.GetProperty(property.Value)!.PropertyType));
            Assert.DoesNotContain(view.Descendants("ScriptBlock"), script => !script.Value.StartsWith(Fit, StringComparison.Ordinal) && !IsOfNumbers(script.Value));
        });
    }

    [Fact]
    public void Are_there_for_all_that_cmdlets_give_and_for_what_lies_in_it()
    {
        string[] given = [.. typeof(ViewText).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Cmdlet)))
            .SelectMany(type => type.GetCustomAttributesData()).Where(data => data.AttributeType == typeof(OutputTypeAttribute))
            .SelectMany(data => data.ConstructorArguments).SelectMany(TypesIn).Where(type => type.Namespace!.StartsWith("QualysCustomAttributes", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties().Select(property => ItemOf(property.PropertyType)).Append(type))
            .Where(type => type.Namespace!.StartsWith("QualysCustomAttributes", StringComparison.Ordinal) && type.GetProperties().Any(property => property.PropertyType == typeof(string)))
            .Where(type => type.Name is not ("QualysAddress" or "QualysCredential"))
            .Select(type => type.FullName!).Distinct()];

        Assert.NotEmpty(given);
        Assert.Empty(given.Except(Views.Select(TypeOf)));
    }

    private static string TypeOf(XElement view) => view.Descendants("TypeName").Single().Value;

    private static IEnumerable<Type> TypesIn(CustomAttributeTypedArgument argument) => argument.Value is IEnumerable<CustomAttributeTypedArgument> many
        ? many.SelectMany(TypesIn)
        : argument.Value is Type type ? [type] : [];

    private static Type ItemOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : type;

    private static bool MayHoldText(Type type)
    {
        Type item = Nullable.GetUnderlyingType(type) ?? (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) ? ItemOf(type) : type);
        return !item.IsPrimitive && !item.IsEnum && item != typeof(TimeSpan) && item != typeof(DateTimeOffset) && item.Name != "QualysFunction";
    }

    // Moments, spans of time and counts, in words of the view's own.
    private static bool IsOfNumbers(string script) =>
        script.Contains("UtcDateTime", StringComparison.Ordinal) || script.Contains("TotalSeconds", StringComparison.Ordinal)
        || script.Contains(".Count)", StringComparison.Ordinal) || script.StartsWith("$_.Options.", StringComparison.Ordinal)
        || script.EndsWith(" -gt 0", StringComparison.Ordinal) || script.StartsWith("$null -ne $_.", StringComparison.Ordinal);
}
