using System.Globalization;
using System.Text.RegularExpressions;
using ModuleHelp;

namespace QualysCustomAttributes.Unit.Help;

/// <summary>Finds where a page and its cmdlet disagree, each disagreement with the page's line and what it should say.</summary>
internal sealed partial class PageComparer
{
    private readonly CmdletSurface _cmdlet;
    private readonly HelpPage _page;
    private readonly List<(int Line, string Text)> _differences = [];

    private PageComparer(CmdletSurface cmdlet, HelpPage page)
    {
        _cmdlet = cmdlet;
        _page = page;
    }

    public static IReadOnlyList<string> Differences(CmdletSurface cmdlet, HelpPage page)
    {
        var comparer = new PageComparer(cmdlet, page);
        comparer.Compare();
        return [.. comparer._differences.OrderBy(difference => difference.Line).Select(difference => $"{page.File}({difference.Line}): {difference.Text}")];
    }

    private void Compare()
    {
        if (_page.Synopsis.Count == 0)
        {
            Add(_page.Line, "the synopsis is empty");
        }

        if (_page.Examples.Count == 0)
        {
            Add(_page.Line, "there is no example");
        }

        CompareSets();
        foreach (var parameter in _cmdlet.Parameters)
        {
            if (_page.Parameters.FirstOrDefault(other => other.Name == parameter.Name) is { } documented)
            {
                CompareParameter(parameter, documented);
            }
            else
            {
                Add(_page.Line, $"-{parameter.Name} is missing; its yaml:\n{Yaml(parameter)}");
            }
        }

        foreach (var extra in _page.Parameters.Where(other => _cmdlet.Parameters.All(parameter => parameter.Name != other.Name)))
        {
            Add(extra.Line, $"-{extra.Name} is no parameter of the cmdlet");
        }

        CompareTypes("OUTPUTS", _page.Outputs, _cmdlet.Outputs, mayNameMore: false);
        CompareInputs();
    }

    private void CompareSets()
    {
        foreach (var set in _cmdlet.Sets)
        {
            var documented = _page.Syntax.FirstOrDefault(syntax => syntax.Name == set);
            if (documented is null)
            {
                Add(_page.Line, $"SYNTAX: the parameter set '{set}' is missing; it reads\n    {SyntaxOf(set)}");
                continue;
            }

            if (documented.IsDefault != (set == _cmdlet.DefaultSet))
            {
                Add(documented.Line, $"SYNTAX: '{set}' is {(documented.IsDefault ? "not " : string.Empty)}the default parameter set");
            }

            if (!SameSyntax(documented.Text, SyntaxOf(set)))
            {
                Add(documented.Line, $"SYNTAX: '{set}' should read\n    {SyntaxOf(set)}");
            }
        }

        foreach (var extra in _page.Syntax.Where(syntax => !_cmdlet.Sets.Contains(syntax.Name)))
        {
            Add(extra.Line, $"SYNTAX: '{extra.Name}' is no parameter set of the cmdlet");
        }
    }

    private void CompareParameter(ParameterSurface parameter, HelpParameter documented)
    {
        foreach (var facts in documented.Facts)
        {
            Same(facts.Line, parameter.Name, "Type", facts.Type, parameter.Type);
            Same(facts.Line, parameter.Name, "Aliases", Sorted(facts.Aliases), Sorted(parameter.Aliases));
            Same(facts.Line, parameter.Name, "Accepted values", Sorted(facts.AcceptedValues), Sorted(parameter.AcceptedValues));
            Same(facts.Line, parameter.Name, "Accept wildcard characters", facts.Wildcards.ToString(), parameter.Wildcards.ToString());

            var inSets = parameter.Sets.Where(set => facts.HoldsFor(set.Key)).ToArray();
            SameInSets("Required", facts.Required.ToString(), set => set.Required.ToString());
            SameInSets("Position", facts.PositionText, set => set.PositionText);
            SameInSets("Accept pipeline input", facts.PipelineInput, set => set.PipelineInput);

            void SameInSets(string what, string page, Func<ParameterInSet, string> value)
            {
                foreach (var wrong in inSets.Where(set => value(set.Value) != page).GroupBy(set => value(set.Value)))
                {
                    var where = _cmdlet.Sets.Count == 1 ? string.Empty : $" in {string.Join(", ", wrong.Select(set => set.Key))}";
                    Same(facts.Line, parameter.Name, what, page, wrong.Key, where);
                }
            }
        }

        var sets = _cmdlet.Sets.Where(set => documented.Facts.Any(facts => facts.HoldsFor(set)));
        Same(documented.Line, parameter.Name, "Parameter Sets", Sorted(sets), Sorted(parameter.Sets.Keys));
    }

    private void CompareTypes(string section, IReadOnlyList<HelpType> documented, IReadOnlyList<string> types, bool mayNameMore)
    {
        string[] expected = types.Count == 0 ? ["None"] : [.. types];
        foreach (var missing in expected.Where(type => documented.All(other => other.Name != type)))
        {
            Add(documented.Count == 0 ? _page.Line : documented[0].Line, $"{section}: '{missing}' is missing");
        }

        foreach (var extra in documented.Where(other => !mayNameMore && !expected.Contains(other.Name)))
        {
            Add(extra.Line, $"{section}: the cmdlet does not name '{extra.Name}'");
        }
    }

    /// <summary>What is bound by value must be named; what is bound by property name can come with any object.</summary>
    private void CompareInputs()
    {
        string[] byValue = [.. _cmdlet.Parameters.Where(parameter => Takes(parameter, "ByValue")).Select(parameter => parameter.ElementType).Distinct()];
        if (byValue.Length > 0 || !_cmdlet.Parameters.Any(parameter => Takes(parameter, "ByPropertyName")))
        {
            CompareTypes("INPUTS", _page.Inputs, byValue, mayNameMore: byValue.Length > 0);
        }

        static bool Takes(ParameterSurface parameter, string way) => parameter.Sets.Values.Any(set => set.PipelineInput.Contains(way, StringComparison.Ordinal));
    }

    private string SyntaxOf(string set)
    {
        var items =
            from parameter in _cmdlet.Parameters
            where parameter.Sets.ContainsKey(set)
            let inSet = parameter.Sets[set]
            let name = inSet.Position is null ? $"-{parameter.Name}" : $"[-{parameter.Name}]"
            let item = parameter.IsSwitch ? name : $"{name} <{parameter.Type}>"
            orderby inSet.Position ?? int.MaxValue, !inSet.Required
            select inSet.Required ? item : $"[{item}]";
        return string.Join(' ', [_cmdlet.Name, .. items, "[<CommonParameters>]"]);
    }

    /// <summary>Line breaks and the order of named parameters are free.</summary>
    private static bool SameSyntax(string one, string other)
    {
        var (first, second) = (Items(one), Items(other));
        return first.Order(StringComparer.Ordinal).SequenceEqual(second.Order(StringComparer.Ordinal)) && Positional(first).SequenceEqual(Positional(second));

        static string[] Items(string syntax) => [.. BeforeItem().Split(syntax.Trim()).Select(item => WhiteSpace().Replace(item, " "))];

        static IEnumerable<string> Positional(string[] items) => items.Where(item => item.Contains("] <", StringComparison.Ordinal));
    }

    private string Yaml(ParameterSurface parameter)
    {
        var blocks = parameter.Sets.GroupBy(set => set.Value, set => set.Key).Select(same => string.Create(CultureInfo.InvariantCulture, $"""
                ```yaml
                Type: {parameter.Type}
                Parameter Sets: {(same.Count() == _cmdlet.Sets.Count ? HelpParameterFacts.EverySet : string.Join(", ", same))}
                Aliases: {string.Join(", ", parameter.Aliases)}
                {(parameter.AcceptedValues.Count == 0 ? string.Empty : $"Accepted values: {string.Join(", ", parameter.AcceptedValues)}\n")}
                Required: {same.Key.Required}
                Position: {same.Key.PositionText}
                Default value: {(parameter.IsSwitch ? "False" : "None")}
                Accept pipeline input: {same.Key.PipelineInput}
                Accept wildcard characters: {parameter.Wildcards}
                ```
            """));
        return string.Join('\n', blocks.SelectMany(block => block.ReplaceLineEndings("\n").Split('\n')).Select(line => line.TrimEnd()));
    }

    private void Same(int line, string parameter, string what, string page, string cmdlet, string where = "")
    {
        if (page != cmdlet)
        {
            Add(line, $"-{parameter}: {what}: the page says '{page}', the cmdlet '{cmdlet}'{where}");
        }
    }

    private void Add(int line, string text) => _differences.Add((line, text));

    private static string Sorted(IEnumerable<string> values) => string.Join(", ", values.Order(StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex(@"\s+(?=\[*-|\[<CommonParameters)")]
    private static partial Regex BeforeItem();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
