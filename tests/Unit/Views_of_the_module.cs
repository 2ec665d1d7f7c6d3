using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
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

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_a_column_as_the_property_is_called(string type)
    {
        Type shown = typeof(QualysAsset).Assembly.GetType(type, throwOnError: true)!;
        string[] properties = [.. shown.GetProperties().Select(property => property.Name), .. Aliases.Where(alias => alias.Type == type).Select(alias => alias.Name)];
        IEnumerable<string> labels = Views.Where(view => TypeOf(view) == type).SelectMany(view => view.Descendants("Label")).Select(label => label.Value);

        // A unit is not of the name, nor is the column of signs one.
        Assert.Empty(labels.Select(label => Regex.Replace(label, @" \((UTC|s)\)$", "")).Where(label => label.Length > 0).Except(properties));
    }

    [Fact]
    public void Show_under_a_name_what_is_called_so()
    {
        Each.Holds(Views.Where(view => view.Element("TableControl") is not null), view =>
        {
            string[] labels = [.. view.Descendants("TableColumnHeader").Select(header => header.Element("Label")!.Value)];
            XElement[] cells = [.. view.Descendants("TableColumnItem")];
            Assert.Equal(labels.Length, cells.Length);
            Each.Holds(labels.Zip(cells).Where(each => each.First.Length > 0), each =>
            {
                string name = Regex.Replace(each.First, @" \(.*", "");
                string real = Aliases.FirstOrDefault(alias => alias.Type == TypeOf(view) && alias.Name == name).Real ?? name;
                Assert.Matches($@"(^|\$_\.){real}\b", each.Second.Value);
            });
        });
    }

    [Fact]
    public void Have_short_names_for_properties_that_are_there()
    {
        Assert.NotEmpty(Aliases);
        Each.Holds(Aliases, alias =>
        {
            Type type = typeof(QualysAsset).Assembly.GetType(alias.Type, throwOnError: true)!;
            Assert.NotNull(type.GetProperty(alias.Real));
            Assert.Null(type.GetProperty(alias.Name));
        });
    }

    [Fact]
    public void Are_there_for_all_that_cmdlets_give_and_for_what_lies_in_it()
    {
        string[] given = [.. Given.Where(type => type.GetProperties().Any(property => property.PropertyType == typeof(string))).Select(type => type.FullName!)];

        Assert.NotEmpty(given);
        Assert.Empty(given.Except(Views.Select(TypeOf)));
    }

    [Fact]
    public void Have_objects_that_nobody_can_change_and_that_read_as_a_sentence()
    {
        Each.Holds(Given, type =>
        {
            Assert.Null(type.GetMethod("<Clone>$"));
            Assert.DoesNotContain(type.GetProperties(), property => property.GetSetMethod() is not null);
            Assert.Equal(type, type.GetMethod("ToString", Type.EmptyTypes)!.DeclaringType);
        });
    }

    [Fact]
    public void Have_enumerations_that_ConvertTo_Json_writes_by_name()
    {
        // It writes numbers of those that an int holds, and names of those that none does.
        Each.Holds(typeof(QualysAsset).Assembly.GetExportedTypes().Where(type => type.IsEnum), type => Assert.Equal(typeof(long), type.GetEnumUnderlyingType()));
    }

    private static (string Type, string Name, string Real)[] Aliases =>
    [
        .. XDocument.Load(Path.Combine(Repository.Root, "module", "QualysCustomAttributes.types.ps1xml")).Descendants("AliasProperty").Select(alias =>
            (alias.Parent!.Parent!.Element("Name")!.Value, alias.Element("Name")!.Value, alias.Element("ReferencedMemberName")!.Value)),
    ];

    // What cmdlets say that they give, and what lies in its properties.
    private static Type[] Given =>
    [
        .. typeof(ViewText).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Cmdlet)))
            .SelectMany(type => type.GetCustomAttributesData()).Where(data => data.AttributeType == typeof(OutputTypeAttribute))
            .SelectMany(data => data.ConstructorArguments).SelectMany(TypesIn).Where(IsOurs)
            .SelectMany(type => type.GetProperties().Select(property => ItemOf(property.PropertyType)).Append(type))
            .SelectMany(type => type.GetProperties().Select(property => ItemOf(property.PropertyType)).Append(type))
            .Where(type => IsOurs(type) && type.IsClass && type.Name is not ("QualysAddress" or "QualysCredential")).Distinct(),
    ];

    private static bool IsOurs(Type type) => type.Namespace!.StartsWith("QualysCustomAttributes", StringComparison.Ordinal);

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
        || script.Contains(".Count)", StringComparison.Ordinal)
        || script.EndsWith(" -gt 0", StringComparison.Ordinal) || script.StartsWith("$null -ne $_.", StringComparison.Ordinal);
}
