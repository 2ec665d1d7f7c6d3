using System.Globalization;
using System.Text.RegularExpressions;

namespace ModuleHelp;

/// <summary>What one yaml block says of a parameter.</summary>
public sealed partial record HelpParameterFacts
{
    /// <summary>What a block says that holds for every parameter set.</summary>
    public const string EverySet = "(All)";

    private static readonly string[] RequiredKeys =
    [
        "Type", "Parameter Sets", "Aliases", "Required", "Position", "Default value", "Accept pipeline input", "Accept wildcard characters",
    ];

    private static readonly string[] PipelineInputs =
    [
        "False", "True (ByValue)", "True (ByPropertyName)", "True (ByPropertyName, ByValue)", "True (ByValue, ByPropertyName)",
    ];

    /// <summary>The line of the block's fence.</summary>
    public required int Line { get; init; }

    /// <summary>The type's short name, as in <c>String[]</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The parameter sets the block holds for, or <see cref="EverySet"/>.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    /// <summary>The aliases.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The values which are accepted; empty where any is.</summary>
    public required IReadOnlyList<string> AcceptedValues { get; init; }

    /// <summary>Whether the parameter is mandatory.</summary>
    public required bool Required { get; init; }

    /// <summary>The position, or <see langword="null"/> for a named parameter.</summary>
    public required int? Position { get; init; }

    /// <summary>The default value, <c>None</c> where there is none.</summary>
    public required string DefaultValue { get; init; }

    /// <summary><c>False</c>, <c>True (ByValue)</c>, <c>True (ByPropertyName)</c> or <c>True (ByPropertyName, ByValue)</c>.</summary>
    public required string PipelineInput { get; init; }

    /// <summary>Whether wildcard characters are understood.</summary>
    public required bool Wildcards { get; init; }

    /// <summary>The position as the page writes it.</summary>
    public string PositionText => Position?.ToString(CultureInfo.InvariantCulture) ?? "Named";

    /// <summary>Whether the block holds for a parameter set.</summary>
    /// <param name="set">The set's name.</param>
    /// <returns>True where it does.</returns>
    public bool HoldsFor(string set) => ParameterSets.Contains(EverySet) || ParameterSets.Contains(set, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a block's lines; returns nothing where one of them is wrong.</summary>
    internal static HelpParameterFacts? Read(string parameter, IReadOnlyList<string> lines, int fence, Action<int, string> problem)
    {
        var isSound = true;
        var values = new Dictionary<string, (string Value, int Line)>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < lines.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                continue;
            }

            var line = fence + 1 + i;
            var match = KeyAndValue().Match(lines[i]);
            var key = match.Groups["key"].Value;
            if (!match.Success)
            {
                Wrong(line, $"'{lines[i].Trim()}' is not 'Key: value'");
            }
            else if (!RequiredKeys.Append("Accepted values").Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                Wrong(line, $"'{key}' is no key of a parameter's yaml block");
            }
            else if (!values.TryAdd(key, (match.Groups["value"].Value, line)))
            {
                Wrong(line, $"'{key}' is there twice");
            }
        }

        foreach (var key in RequiredKeys.Where(key => !values.ContainsKey(key)))
        {
            Wrong(fence, $"'{key}' is missing");
        }

        bool IsEmpty(string key) => values.TryGetValue(key, out var entry) && entry.Value.Length == 0;
        foreach (var key in RequiredKeys.Where(key => key is not "Aliases" && IsEmpty(key)))
        {
            Wrong(values[key].Line, $"'{key}' is empty");
        }

        foreach (var key in new[] { "Required", "Accept wildcard characters" })
        {
            Check(key, value => bool.TryParse(value, out _), "True or False");
        }

        Check(
            "Position",
            value => value.Equals("Named", StringComparison.OrdinalIgnoreCase) || TryPosition(value, out _),
            "Named or a number from 0");
        Check(
            "Accept pipeline input",
            value => PipelineInputs.Contains(value, StringComparer.OrdinalIgnoreCase),
            string.Join(" or ", PipelineInputs[..4]));
        return isSound ? From(key => values.TryGetValue(key, out var entry) ? entry.Value : string.Empty, fence) : null;

        void Wrong(int line, string what)
        {
            isSound = false;
            problem(line, $"-{parameter}: {what}.");
        }

        void Check(string key, Func<string, bool> isRight, string allowed)
        {
            if (values.TryGetValue(key, out var entry) && entry.Value.Length > 0 && !isRight(entry.Value))
            {
                Wrong(entry.Line, $"'{key}' is '{entry.Value}', but must be {allowed}");
            }
        }
    }

    private static HelpParameterFacts From(Func<string, string> value, int line) => new()
    {
        Line = line,
        Type = value("Type"),
        ParameterSets = List(value("Parameter Sets")),
        Aliases = List(value("Aliases")),
        AcceptedValues = List(value("Accepted values")),
        Required = bool.Parse(value("Required")),
        Position = TryPosition(value("Position"), out var position) ? position : null,
        DefaultValue = value("Default value"),
        PipelineInput = Canonical(value("Accept pipeline input")),
        Wildcards = bool.Parse(value("Accept wildcard characters")),
    };

    private static string Canonical(string pipelineInput)
    {
        var index = Array.FindIndex(PipelineInputs, known => known.Equals(pipelineInput, StringComparison.OrdinalIgnoreCase));
        return PipelineInputs[Math.Min(index, 3)];
    }

    private static bool TryPosition(string value, out int position) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out position);

    private static string[] List(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^\s*(?<key>[^:]+?)\s*:(?:\s+(?<value>.*?))?\s*$")]
    private static partial Regex KeyAndValue();
}
