using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using ModuleHelp;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Help;

/// <summary>A cmdlet as PowerShell sees it, read from the attributes of its class.</summary>
/// <remarks>The reference library has empty bodies, so attributes are read as data and never made.</remarks>
internal sealed record CmdletSurface(
    string Name,
    string? DefaultSet,
    IReadOnlyList<string> Sets,
    IReadOnlyList<ParameterSurface> Parameters,
    IReadOnlyList<string> Outputs)
{
    public static IReadOnlyList<CmdletSurface> In(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Cmdlet)) && Data<CmdletAttribute>(type).Any()).Select(Of)];

    public static CmdletSurface Of(Type type)
    {
        var cmdlet = Data<CmdletAttribute>(type).Single();
        var words = cmdlet.ConstructorArguments.Select(argument => (string)argument.Value!);
        var properties = type.GetProperties().Where(property => Data<ParameterAttribute>(property).Any()).ToArray();

        // A default set that no parameter names is a set nevertheless, and where none is named there is one without a name.
        var defaultSet = Named<string>(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName));
        string[] sets = [.. properties.SelectMany(Data<ParameterAttribute>).Select(Set).Append(defaultSet ?? HelpSyntax.AllSets).Where(set => set != HelpSyntax.AllSets).Distinct()];
        sets = sets.Length == 0 ? [HelpSyntax.AllSets] : sets;

        var parameters = properties.Select(property => ParameterSurface.Of(property, sets)).ToList();
        if (Named<bool>(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess)))
        {
            parameters.Add(ParameterSurface.Switch("WhatIf", "wi", sets));
            parameters.Add(ParameterSurface.Switch("Confirm", "cf", sets));
        }

        return new CmdletSurface(string.Join('-', words), sets.Length == 1 ? sets[0] : defaultSet, sets, parameters, [.. Data<OutputTypeAttribute>(type).SelectMany(OutputTypes).Distinct()]);
    }

    internal static IEnumerable<CustomAttributeData> Data<T>(MemberInfo member) => member.GetCustomAttributesData().Where(data => data.AttributeType == typeof(T));

    internal static T? Named<T>(CustomAttributeData data, string name) => data.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => (T?)argument.TypedValue.Value).FirstOrDefault();

    internal static string Set(CustomAttributeData parameter) => Named<string>(parameter, nameof(ParameterAttribute.ParameterSetName)) ?? HelpSyntax.AllSets;

    internal static IEnumerable<object?> Elements(CustomAttributeTypedArgument argument) =>
        argument.Value is IEnumerable<CustomAttributeTypedArgument> elements ? elements.Select(element => element.Value) : [argument.Value];

    private static IEnumerable<string> OutputTypes(CustomAttributeData data) =>
        data.ConstructorArguments.SelectMany(Elements).Select(output => output is Type type ? TypeNames.Full(type) : (string)output!);
}

/// <summary>A parameter, with what holds for each of the sets it is in.</summary>
internal sealed record ParameterSurface(
    string Name,
    string Type,
    string ElementType,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AcceptedValues,
    bool Wildcards,
    IReadOnlyDictionary<string, ParameterInSet> Sets)
{
    public bool IsSwitch => Type == nameof(SwitchParameter);

    public static ParameterSurface Of(PropertyInfo property, IReadOnlyList<string> sets)
    {
        var element = TypeNames.Element(property.PropertyType);
        var inSets = new Dictionary<string, ParameterInSet>();
        foreach (var data in CmdletSurface.Data<ParameterAttribute>(property))
        {
            foreach (var set in sets.Where(set => CmdletSurface.Set(data) is HelpSyntax.AllSets || CmdletSurface.Set(data) == set))
            {
                inSets[set] = ParameterInSet.Of(data);
            }
        }

        return new ParameterSurface(
            property.Name,
            TypeNames.Short(property.PropertyType),
            TypeNames.Full(element),
            Strings<AliasAttribute>(property),
            element.IsEnum ? Enum.GetNames(element) : Strings<ValidateSetAttribute>(property),
            CmdletSurface.Data<SupportsWildcardsAttribute>(property).Any(),
            inSets);
    }

    public static ParameterSurface Switch(string name, string alias, IEnumerable<string> sets) =>
        new(name, nameof(SwitchParameter), TypeNames.Full(typeof(SwitchParameter)), [alias], [], false, sets.ToDictionary(set => set, _ => new ParameterInSet(false, null, "False")));

    private static string[] Strings<T>(PropertyInfo property) =>
        [.. CmdletSurface.Data<T>(property).SelectMany(data => data.ConstructorArguments).SelectMany(CmdletSurface.Elements).OfType<string>()];
}

/// <summary>What a parameter is in one set.</summary>
internal sealed record ParameterInSet(bool Required, int? Position, string PipelineInput)
{
    public string PositionText => Position?.ToString(CultureInfo.InvariantCulture) ?? "Named";

    public static ParameterInSet Of(CustomAttributeData data)
    {
        string?[] ways =
        [
            CmdletSurface.Named<bool>(data, nameof(ParameterAttribute.ValueFromPipelineByPropertyName)) ? "ByPropertyName" : null,
            CmdletSurface.Named<bool>(data, nameof(ParameterAttribute.ValueFromPipeline)) ? "ByValue" : null,
        ];
        var input = string.Join(", ", ways.Where(way => way is not null));
        return new ParameterInSet(
            CmdletSurface.Named<bool>(data, nameof(ParameterAttribute.Mandatory)),
            CmdletSurface.Named<int?>(data, nameof(ParameterAttribute.Position)) is >= 0 and var position ? position : null,
            input.Length == 0 ? "False" : $"True ({input})");
    }
}

/// <summary>Types as pages write them.</summary>
internal static class TypeNames
{
    /// <summary>The name without namespace, a nullable value as its type: what PARAMETERS says.</summary>
    public static string Short(Type type)
    {
        if (type.IsArray)
        {
            return Short(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Short(value);
        }

        return type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}[{string.Join(',', type.GetGenericArguments().Select(Short))}]" : type.Name;
    }

    /// <summary>The name with namespace: what INPUTS and OUTPUTS say.</summary>
    public static string Full(Type type)
    {
        for (; type.IsArray; type = type.GetElementType()!)
        {
        }

        return $"{type.Namespace}.{Short(type)}";
    }

    public static Type Element(Type type) => type.IsArray ? Element(type.GetElementType()!) : Nullable.GetUnderlyingType(type) ?? type;
}
