using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace QualysCustomAttributes.Unit.Fuzzing;

/// <summary>What becomes of a file on its way: a disk's fault, a copy that broke off, or somebody's hand.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Where">Where, as a part of the file's length in millionths.</param>
/// <param name="Value">With what.</param>
internal sealed record Mutation(MutationKind Kind, int Where, int Value)
{
    private const int Page = 4096;

    // Words of the schema, and what an attacker would have there instead: of the same length, so that the file stays readable.
    private static readonly (string Old, string New)[] Words =
    [
        ("payload_batch", "payload_groux"), ("asset_ids", "assetxids"), ("json_quote", "hex_quotes"), ("'\"}]}, ", "'\"}]}; "),
        ("operator", "0perator"), ("\"IN\"", "\"GT\""), ("CREATE VIEW", "CREATE view"), ("INTEGER", "INTEGRE"), ("WHERE", "WHARE"),
        ("custom", "CUSTOM"), ("succeeded", "Succeeded"), ("NotSent", "Partial"), ("assetId", "ASSETID"), ("hostId", "H0stId"),
        ("table", "index"), ("view", "trig"), ("add", "put"), ("NULL", "TRUE"),
    ];

    public static Arbitrary<Mutation[]> Several { get; } = Arb.From(
        (from kind in Gen.Elements(Enum.GetValues<MutationKind>())
         from place in Gen.Frequency((3, Gen.Choose(0, 999_999)), (2, Gen.Choose(0, 20_000)))
         from value in Gen.Choose(0, int.MaxValue)
         select new Mutation(kind, place, value)).NonEmptyListOf().Select(list => list.Take(6).ToArray()),
        mutations => mutations.Length < 2 ? [] : mutations.Select((_, i) => mutations.Where((_, j) => i != j).ToArray()));

    /// <summary>Does it.</summary>
    public byte[] Apply(byte[] file)
    {
        if (file.Length == 0)
        {
            return file;
        }

        int at = (int)((long)Where * file.Length / 1_000_000);
        switch (Kind)
        {
            case MutationKind.FlipBit:
                file[at] ^= (byte)(1 << (Value & 7));
                return file;
            case MutationKind.SetByte:
                file[at] = (byte)Value;
                return file;
            case MutationKind.SetWord:
                foreach (byte each in BitConverter.GetBytes(Value))
                {
                    file[at] = each;
                    at = Math.Min(at + 1, file.Length - 1);
                }

                return file;
            case MutationKind.Clear:
                file.AsSpan(at, Math.Min(Value % 300, file.Length - at)).Clear();
                return file;
            case MutationKind.CutOff:
                return file[..at];
            case MutationKind.SwapPages:
                return SwapPages(file, at / Page * Page, (int)((long)Value % file.Length) / Page * Page);
            default:
                return Replace(file, Words[Value % Words.Length], Value / Words.Length % 40);
        }
    }

    private static byte[] SwapPages(byte[] file, int first, int second)
    {
        if (Math.Max(first, second) + Page <= file.Length)
        {
            byte[] kept = file[first..(first + Page)];
            file.AsSpan(second, Page).CopyTo(file.AsSpan(first));
            kept.CopyTo(file.AsSpan(second));
        }

        return file;
    }

    private static byte[] Replace(byte[] file, (string Old, string New) word, int skipped)
    {
        byte[] old = Encoding.UTF8.GetBytes(word.Old);
        int start = 0;
        while (file.AsSpan(start).IndexOf(old) is >= 0 and var found)
        {
            start += found;
            if (skipped-- == 0)
            {
                Encoding.UTF8.GetBytes(word.New, file.AsSpan(start));
                return file;
            }

            start++;
        }

        return file;
    }
}

/// <summary>What is done to a file.</summary>
internal enum MutationKind
{
    FlipBit,
    SetByte,
    SetWord,
    Clear,
    CutOff,
    SwapPages,
    ReplaceWord,
}
