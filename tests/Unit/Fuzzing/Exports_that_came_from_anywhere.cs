using System.Diagnostics;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Unit.Axonius;

namespace QualysCustomAttributes.Unit.Fuzzing;

/// <summary>
/// An export, whatever became of it, is read or refused in words, and no asset comes out of it whose digits do not stand in it. Four
/// seconds a kind on a build machine, half a second elsewhere; a case that fails is shown with its seed. The environment variable
/// QCA_FUZZ_SECONDS has it go on for longer.
/// </summary>
public sealed class Exports_that_came_from_anywhere(ITestOutputHelper output)
{
    private const int CasesAtATime = 50;
    private static readonly System.Buffers.SearchValues<char> Forbidden = System.Buffers.SearchValues.Create("\0\u0001\u0008\u000B\u000C\u001F\uFFFE\uFFFF");

    private static TimeSpan Time { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("QCA_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double seconds) ? seconds
        : Environment.GetEnvironmentVariable("CI") is null ? 0.5 : 4);

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", false)]
    [InlineData("windows-1252", false)]
    [InlineData("utf-8", true)]
    public void Are_read_or_refused(string encodingName, bool isCompressed)
    {
        Encoding encoding = QualysCustomAttributes.Axonius.ExportEncoding.Parse(encodingName);
        byte[] export = Export(encoding);
        int read = 0;
        int records = 0;
        int refused = 0;
        long start = Stopwatch.GetTimestamp();
        using var run = new TestRun(export);
        run.Options = run.Options with { Encoding = encodingName == "windows-1252" ? encoding : null, AllowRejected = true, Replace = true };
        // A slow machine goes on until it has seen both.
        while (Stopwatch.GetElapsedTime(start) is var elapsed && (elapsed < Time || ((read == 0 || refused == 0) && elapsed < 20 * Time)))
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(CasesAtATime).WithQuietOnSuccess(true), Prop.ForAll(ExportMutation.Several, mutations =>
            {
                byte[] mutated = mutations.Aggregate(export, (file, mutation) => mutation.Apply(file));
                File.WriteAllBytes(run.ExportPath, isCompressed ? mutations[0].Apply(Encodings_of_an_export.Gzip(mutated)) : mutated);
                long began = Stopwatch.GetTimestamp();
                try
                {
                    records += AssertOf(run, isCompressed ? null : WithoutMarks(encodingName == "utf-8" ? Encoding.UTF8.GetString(mutated) : encoding.GetString(mutated)));
                    read++;
                }
                catch (ConnectorException exception)
                {
                    refused++;
                    Assert.False(string.IsNullOrWhiteSpace(exception.Message));
                }

                Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "it took more than ten seconds");
            }));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{read:N0} read, {refused:N0} refused"));
        Assert.True(read > 0 && records > 0 && refused > 0, $"{read} with {records} records were read and {refused} refused: nothing was tried");
    }

    private static int AssertOf(TestRun run, string? text)
    {
        IReadOnlyList<AxoniusRecord> records = run.Import();
        foreach (AxoniusRecord record in records)
        {
            Assert.InRange(record.AssetId, 1UL, 9_999_999_999_999_999_999UL);
            Assert.True(text is null || text.Contains(record.AssetId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), $"{record.AssetId} is not in the export");
            Each.Holds(record.Attributes.Values, value => Assert.Equal(-1, value.AsSpan().IndexOfAny(Forbidden)));
        }

        return records.Count;
    }

    // What nobody sees is taken out of ids, and does not part them.
    private static string WithoutMarks(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => !IsUnseen(rune)).Select(rune => rune.ToString()));

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 or 0xFFFC
            or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static byte[] Export(Encoding encoding)
    {
        ExportBuilder export = new ExportBuilder().Encoding(encoding).NewLine("\r\n").ExtraColumns(["Host\nName"], ["Labels"]);
        string[] values = ["Cards", "Retail \"Banking\"", "two\r\nlines", "Süd", "a, b", "", "\u00A0x"];
        for (int i = 0; i < 12; i++)
        {
            export = export.Row(i % 3 == 0 ? $"{1_500_000_000 + i}\r\n{1_600_000_000 + i}" : $"{1_500_000_000 + i}", values[i % 7], values[(i + 3) % 7], "", values[(i + 5) % 7]);
        }

        return export.ToBytes();
    }
}
