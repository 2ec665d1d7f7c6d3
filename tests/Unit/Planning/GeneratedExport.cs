using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A made-up export row: pieces of its id cell, and the first values of the contract.</summary>
internal sealed record GeneratedRow(string[] Ids, string Separator, string[] Values);

/// <summary>A made-up export and how it is run.</summary>
internal sealed record GeneratedExport(GeneratedRow[] Rows, int BatchSize, DuplicateAction Duplicates, string NewLine)
{
    private static readonly string[] BadIds = ["", " ", "abc", "0", "-7", "1.5", "12345678901234567890", "N/A", "\uFEFF"];
    private static readonly string[] LargeIds = ["9223372036854775807", "9223372036854775808", "9999999999999999999", "1000000000000000000"];
    private static readonly string[] Words = ["", "", "a", "b", "A", " a ", "\uFEFFa", "Süd", "保険", "🏦", "say \"x\"", "back\\slash", "x,y", "x\ny", "x\r\n\r\ny", "\n", "\u0001", "...", "\u00A0", "'"];

    private static Gen<string> Id { get; } = Gen.Frequency(
        (12, Gen.Choose(1, 60).Select(number => number.ToString(CultureInfo.InvariantCulture))),
        (1, Gen.Choose(1, 60).Select(number => number.ToString("D5", CultureInfo.InvariantCulture))),
        (1, Gen.Elements(LargeIds)),
        (2, Gen.Elements(BadIds)));

    private static Gen<string[]> Ids { get; } =
        from count in Gen.Frequency((6, Gen.Constant(1)), (3, Gen.Choose(2, 4)), (1, Gen.Choose(0, 30)))
        from ids in Id.ArrayOf(count)
        select ids;

    private static Gen<string> Value { get; } = Gen.Frequency(
        (8, Gen.Elements(Words)),
        (1, Gen.Elements(Words).ArrayOf(3).Select(string.Concat)),
        (1, Gen.Choose(1, 0x2FFF).Where(code => code is not (0x200C or 0x200D or (>= 0x180B and <= 0x180F))).ArrayOf(4).Select(codes => string.Concat(codes.Select(char.ConvertFromUtf32)))));

    private static Gen<GeneratedRow> Row { get; } =
        from ids in Ids
        from separator in Gen.Elements("\n", ",", "\r\n", ", ", "\r")
        from count in Gen.Choose(0, 4)
        from values in Value.ArrayOf(count)
        select new GeneratedRow(ids, separator, values);

    public static Arbitrary<GeneratedExport> Arbitrary { get; } = Arb.From(
        from rowCount in Gen.Choose(0, 40)
        from rows in Row.ArrayOf(rowCount)
        from batchSize in Gen.Elements(1, 2, 3, 100)
        from duplicates in Gen.Elements(DuplicateAction.Exclude, DuplicateAction.ExcludeConflicting)
        from newLine in Gen.Elements("\n", "\r\n", "\r")
        select new GeneratedExport(rows, batchSize, duplicates, newLine),
        Shrink);

    public ExportBuilder ToExport() => Rows.Aggregate(
        new ExportBuilder().NewLine(NewLine), (export, row) => export.Row(string.Join(row.Separator, row.Ids), row.Values));

    public override string ToString()
    {
        var text = new StringBuilder($"batch size {BatchSize}, {Duplicates}, new line {Escape(NewLine)}\n");
        foreach (GeneratedRow row in Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"  [{Escape(string.Join(row.Separator, row.Ids))}] {string.Join(" | ", row.Values.Select(Escape))}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<GeneratedExport> Shrink(GeneratedExport export)
    {
        if (export.Rows.Length > 1)
        {
            yield return export with { Rows = export.Rows[..(export.Rows.Length / 2)] };
            yield return export with { Rows = export.Rows[(export.Rows.Length / 2)..] };
        }

        for (int i = 0; i < export.Rows.Length; i++)
        {
            yield return export with { Rows = [.. export.Rows[..i], .. export.Rows[(i + 1)..]] };
        }
    }

    private static string Escape(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:X4}"));
}
