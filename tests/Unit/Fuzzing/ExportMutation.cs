using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace QualysCustomAttributes.Unit.Fuzzing;

/// <summary>What becomes of an export on its way: a piece of text put in, a byte changed, a part lost or come twice.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Where">Where, as a part of the file's length in millionths.</param>
/// <param name="Value">With what.</param>
internal sealed record ExportMutation(int Kind, int Where, int Value)
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"", "\"\"", ",", "\n", "\r", "\r\n", ",,,,,,,,,,\n", "\"\n", "\n\"", "1,500,000,009", "\"1,500,000,009\"", "1.5E+09", ".0", "00", "\0", "\u0001",
            "\uFEFF", "\u200B", "\u202E", "\u200D", "\uFFFD", "\U000E0061", "#N/A", "########", "NULL", "sep=;\n", "#TYPE x\n", "...TRIMMED - 1 characters over 32000",
            "<html>", "{", "é", "🏦", ";", "\t",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xFF, 0xFE], [0xC3], [0xE2, 0x80], [0x1F, 0x8B], [0xED, 0xA0, 0x80], [0xA0],
    ];

    public static Arbitrary<ExportMutation[]> Several { get; } = Arb.From(
        (from kind in Gen.Choose(0, 5)
         from place in Gen.Frequency((4, Gen.Choose(0, 999_999)), (1, Gen.Choose(0, 2_000)), (1, Gen.Choose(990_000, 999_999)))
         from value in Gen.Choose(0, int.MaxValue)
         select new ExportMutation(kind, place, value)).NonEmptyListOf().Select(list => list.Take(8).ToArray()),
        mutations => mutations.Length < 2 ? [] : mutations.Select((_, i) => mutations.Where((_, j) => i != j).ToArray()));

    /// <summary>Does it.</summary>
    public byte[] Apply(byte[] file)
    {
        if (file.Length == 0)
        {
            return file;
        }

        int at = (int)((long)Where * file.Length / 1_000_000);
        int length = Math.Min(Value % 60, file.Length - at);
        return Kind switch
        {
            0 or 1 => [.. file[..at], .. Pieces[Value % Pieces.Length], .. file[at..]],
            2 => [.. file[..at], (byte)Value, .. file[(at + 1)..]],
            3 => [.. file[..at], .. file[(at + length)..]],
            4 => [.. file[..(at + length)], .. file[at..]],
            _ => file[..at],
        };
    }
}
