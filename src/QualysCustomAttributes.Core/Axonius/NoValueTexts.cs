using System.Globalization;
using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Texts that stand where there is no value: errors of spreadsheets, a column that was too narrow, what databases and scripts write.
/// They are counted, and those that somebody names are taken out. Letter case makes no difference, and any row of # is like another.
/// </summary>
internal sealed class NoValueTexts
{
    private const string Hashes = "########";
    private const int FewestHashes = 3;
    private const int MostTold = 10;

    private static readonly string[] Known =
    [
        Hashes, "#N/A", "#N/A N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA",
        "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#NOMBRE?", "#VALEUR!", "#¡REF!", "#¡VALOR!",
        "NULL", "(null)", "<null>", "[null]", "None", "nan", "-nan", "NaT", "<NA>", "nil", "undefined", "N/A", "n.a.", "(blank)", "(empty)",
        "[]", "{}", "unknown", "-", "--",
    ];

    private readonly bool[] _begins = new bool[256];
    private readonly List<Text>?[] _byLength;
    private readonly Text _hashes;

    /// <summary>Takes the texts that are to be taken out.</summary>
    public NoValueTexts(IReadOnlyList<string> treatedAsEmpty)
    {
        string[] treated = [.. treatedAsEmpty.Select(text => text.Trim()).Select(text => IsHashes(Encoding.UTF8.GetBytes(text)) ? Hashes : text)];
        Text[] texts = treated.Select(text => new Text(text, isTreatedAsEmpty: true))
            .Concat(Known.Except(treated, StringComparer.OrdinalIgnoreCase).Select(text => new Text(text, isTreatedAsEmpty: false)))
            .Where(text => text.Bytes.Length > 0).ToArray();
        _hashes = texts.First(text => text.Shown == Hashes);
        _byLength = new List<Text>?[texts.Max(text => text.Bytes.Length) + 1];
        foreach (Text text in texts)
        {
            (_byLength[text.Bytes.Length] ??= []).Add(text);
            char first = (char)text.Bytes[0];
            _begins[first] = true;
            _begins[char.IsAsciiLetter(first) ? first ^ 0x20 : first] = true;
        }
    }

    /// <summary>Whether a text is one of those that are known to stand for none.</summary>
    public static bool IsKnown(string text) =>
        Known.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase) || IsHashes(Encoding.UTF8.GetBytes(text.Trim()));

    private IEnumerable<Text> All => _byLength.OfType<List<Text>>().SelectMany(texts => texts);

    /// <summary>Looks at a cleaned value.</summary>
    /// <returns>Whether it is to be taken for an empty one.</returns>
    public bool Take(ReadOnlySpan<byte> value) =>
        !value.IsEmpty && _begins[value[0]] && Find(value) is { } text && text.Count();

    /// <summary>What was found and is sent as it is, with counts, or <see langword="null"/>.</summary>
    public string? Describe()
    {
        Text[] found = [.. All.Where(text => text is { IsTreatedAsEmpty: false, Found: > 0 }).OrderByDescending(text => text.Found)];
        if (found.Length == 0)
        {
            return null;
        }

        string texts = string.Join(", ", found.Take(MostTold).Select(text => string.Create(CultureInfo.InvariantCulture, $"'{text.Shown}' {text.Found:N0}")));
        long all = found.Sum(text => text.Found);
        return $"{Counted.Of(all, "cell holds a text that stands for no value", "cells hold texts that stand for no value")}: "
            + $"{texts}{(found.Length > MostTold ? ", …" : "")}. "
            + $"{(all == 1 ? "It is used as it is" : "They are used as they are")}; texts that are named are treated as empty.";
    }

    /// <summary>The text that a cleaned value is, as it is known; <see langword="null"/> where it is none of them.</summary>
    public string? NameOf(ReadOnlySpan<byte> value) => !value.IsEmpty && _begins[value[0]] ? Find(value)?.Shown : null;

    private Text? Find(ReadOnlySpan<byte> value)
    {
        if (IsHashes(value))
        {
            return _hashes;
        }

        if (value.Length < _byLength.Length && _byLength[value.Length] is { } texts)
        {
            foreach (Text text in texts)
            {
                if (text.Is(value))
                {
                    return text;
                }
            }
        }

        return null;
    }

    private static bool IsHashes(ReadOnlySpan<byte> value) => value.Length >= FewestHashes && value.IndexOfAnyExcept((byte)'#') < 0;

    private sealed class Text(string shown, bool isTreatedAsEmpty)
    {
        private readonly bool _isAscii = Ascii.IsValid(shown);

        public string Shown => shown;

        public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(shown);

        public bool IsTreatedAsEmpty => isTreatedAsEmpty;

        public long Found { get; private set; }

        public bool Is(ReadOnlySpan<byte> value) => _isAscii ? Ascii.EqualsIgnoreCase(value, Bytes) : value.SequenceEqual(Bytes);

        public bool Count()
        {
            Found++;
            return isTreatedAsEmpty;
        }
    }
}
