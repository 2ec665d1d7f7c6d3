using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Axonius;

/// <summary>What ids that are none look like, which tells how they were spoiled.</summary>
/// <param name="words">What several of them do.</param>
/// <param name="isOfSpreadsheet">Whether a spreadsheet made them so.</param>
internal sealed partial class IdPattern(string words, bool isOfSpreadsheet = true)
{
    private static readonly IdPattern PointZero = new("end in .0: a spreadsheet or a script made numbers of them");

    private static readonly IdPattern Exponent =
        new("are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost");

    private static readonly IdPattern Hashes = new("are rows of #: a spreadsheet's column was too narrow");

    private static readonly IdPattern Grouped = new("have separators between their digits: a spreadsheet made numbers of them");

    private static readonly IdPattern Wrapped = new("stand in quotes or behind an apostrophe or =: a spreadsheet made texts of them");

    private static readonly IdPattern OtherDigits =
        new("have digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits", isOfSpreadsheet: false);

    private static readonly IdPattern Uuids = new("are UUIDs: the column holds ids of another kind", isOfSpreadsheet: false);

    /// <summary>What several of them do: "end in .0: …".</summary>
    public string Words => words;

    /// <summary>Whether a spreadsheet made them so.</summary>
    public bool IsOfSpreadsheet => isOfSpreadsheet;

    /// <summary>The pattern of an id, or <see langword="null"/> where it has none that is known.</summary>
    public static IdPattern? Of(string id) =>
        EndsInZeros().IsMatch(id) ? PointZero
        : HasExponent().IsMatch(id) ? Exponent
        : IsHashes().IsMatch(id) ? Hashes
        : IsGrouped().IsMatch(id) ? Grouped
        : IsWrapped().IsMatch(id) ? Wrapped
        : HasOtherDigits().IsMatch(id) ? OtherDigits
        : IsUuid().IsMatch(id) ? Uuids
        : null;

    [GeneratedRegex(@"^[0-9]+\.0*$", RegexOptions.CultureInvariant)]
    private static partial Regex EndsInZeros();

    [GeneratedRegex("^[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HasExponent();

    [GeneratedRegex("^#+$", RegexOptions.CultureInvariant)]
    private static partial Regex IsHashes();

    [GeneratedRegex(@"^[0-9]{1,3}([. '’\u00A0\u202F\u2009][0-9]{3})+$", RegexOptions.CultureInvariant)]
    private static partial Regex IsGrouped();

    [GeneratedRegex("^(['‘’`]|=?[\"“”„])[0-9]+['’\"“”]?$", RegexOptions.CultureInvariant)]
    private static partial Regex IsWrapped();

    [GeneratedRegex(@"^(?=.*[^\x00-\x7F])[\p{Nd}\p{Cf}\p{Zs}]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HasOtherDigits();

    [GeneratedRegex("^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$", RegexOptions.CultureInvariant)]
    private static partial Regex IsUuid();
}
