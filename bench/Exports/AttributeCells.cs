using System.Text;

namespace Bench.Exports;

/// <summary>
/// The ten attribute cells of a row. A set's number decides its values, the product's name holds it, so that no two sets
/// are alike; rows of a set write the same values differently (line ends, surrounding spaces).
/// </summary>
internal static class AttributeCells
{
    public const int Count = 10;

    private static readonly byte[][] Businesses = Encode(
        "Cards & Payments", "\"Ops, Global\"", "Retail Banking", "保険", "Zürich Leben", "Wealth", "\"The \"\"Lab\"\"\"", "Ação e Câmbio");

    private static readonly byte[][] ServiceLevels = Encode("Gold", "Silver", "Bronze", "");

    public static void Write(ExportWriter output, long set, bool unixLines)
    {
        ReadOnlySpan<byte> lineEnd = unixLines ? "\n"u8 : "\r\n"u8;
        output.Text(Businesses[set % Businesses.Length])
            .Text(",Div "u8).Number(set % 12)
            .Text(",PG-"u8).Number(set % 300)
            .Text(",Portfolio "u8).Number(set % 40)
            .Text(",Product "u8).Number(set);
        if (set % 16 == 0)
        {
            output.Text(","u8);
        }
        else
        {
            output.Text(",svc-"u8).Number(set % 900);
        }

        if (set % 32 == 3)
        {
            // Two owners, one below the other.
            output.Text(",\"SOG "u8).Number(set % 200).Text(lineEnd).Text("SOG "u8).Number((set % 200) + 1).Text("\""u8);
        }
        else
        {
            output.Text(",SOG "u8).Number(set % 200);
        }

        output.Text(unixLines ? ", DOG "u8 : ",DOG "u8).Number(set % 150)
            .Text(unixLines ? " ,Tier "u8 : ",Tier "u8).Number(set % 5)
            .Text(","u8).Text(ServiceLevels[set % ServiceLevels.Length]);
    }

    public static void WriteEmpty(ExportWriter output) => output.Text(", ,,,,,,,,"u8);

    private static byte[][] Encode(params string[] values) => Array.ConvertAll(values, Encoding.UTF8.GetBytes);
}
