using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>
/// Made-up exports against a model of the rules that shares nothing with the product. The same exports in every run;
/// set QCA_FSCHECK_SEED to a number for others.
/// </summary>
public sealed partial class GeneratedExportTests
{
    private const int Cases = 300;
    private const ulong DefaultSeed = 20_240_607;

    [Fact]
    public void Every_id_read_is_in_exactly_one_of_batches_duplicates_left_out_without_values_or_rejected()
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("QCA_FSCHECK_SEED"), CultureInfo.InvariantCulture, out ulong chosen) ? chosen : DefaultSeed;
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Cases).WithQuietOnSuccess(true).WithReplay(seed, 1UL);
        try
        {
            Check.One(config, Prop.ForAll(GeneratedExport.Arbitrary, Holds));
        }
        catch (Exception exception)
        {
            Assert.Fail($"QCA_FSCHECK_SEED={seed}\n{exception}");
        }
    }

    private static void Holds(GeneratedExport generated)
    {
        Model model = Model.Of(generated);
        TestRun Whole() => TestRun.Whole(
            generated.ToExport(), duplicates: generated.Duplicates, batchSize: generated.BatchSize, allowRejected: true);

        if (model.Sent.Count == 0)
        {
            Assert.Equal("ExportUnusable", Assert.Throws<AxoniusExportException>(Whole).ErrorId);
            return;
        }

        using TestRun run = Whole();

        // One user more spares each of the questions below the making and removing of the files beside the database.
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        var batches = run.Query("SELECT asset_ids, payload_custom_attributes, count_asset_ids, group_number, batch_number FROM qualys_attribute_payloads_transformed")
            .Select(row => (Ids: row[0]!.Split(','), Attributes: row[1]!, Count: int.Parse(row[2]!, CultureInfo.InvariantCulture), Group: row[3]!, Batch: row[4]!)).ToList();
        string[] sent = batches.SelectMany(batch => batch.Ids).ToArray();
        string[] rejected = run.Column("SELECT asset_id FROM rejected_rows WHERE reason = 'InvalidAssetId'");
        string[] withoutValues = run.Column("SELECT asset_id FROM rejected_rows WHERE reason = 'NoValues'");
        string[] leftOut = run.Column(
            """
            SELECT DISTINCT asset_id FROM qualys_attribute_payloads_duplicates
            WHERE asset_id NOT IN (SELECT asset_id FROM qualys_attribute_payloads_duplicates WHERE is_kept = 1)
            """);

        // Each id in exactly one place, and that the right one.
        Assert.Equal(sent.Length, sent.Distinct().Count());
        Assert.Empty(sent.Intersect(leftOut).Concat(sent.Intersect(withoutValues)).Concat(leftOut.Intersect(withoutValues)));
        Assert.Equal(model.Ids.Order(StringComparer.Ordinal), sent.Concat(leftOut).Concat(withoutValues).Order(StringComparer.Ordinal));
        Assert.Equal(model.Sent.Keys.Order(StringComparer.Ordinal), sent.Order(StringComparer.Ordinal));
        Assert.Equal(model.LeftOut.Order(StringComparer.Ordinal), leftOut.Order(StringComparer.Ordinal));
        Assert.Equal(model.BadIds, rejected);
        Assert.Equal(model.RowsWithoutId, run.Cell("SELECT COUNT(*) FROM rejected_rows WHERE reason = 'NoAssetId'"));
        Assert.Equal(model.Rows.ToString(CultureInfo.InvariantCulture), run.Cell("SELECT rows_in FROM run WHERE stage = 'Import'"));

        // Each batch within its size, with the attributes of each of its assets.
        foreach (var batch in batches)
        {
            Assert.InRange(batch.Ids.Length, 1, generated.BatchSize);
            Assert.Equal(batch.Ids.Length, batch.Count);
            foreach (string id in batch.Ids)
            {
                Assert.Equal(model.Sent[id], AttributesOf(batch.Attributes));
            }
        }

        // A group is all assets with its attributes, in input order, whole across its batches.
        foreach (var group in batches.GroupBy(batch => batch.Group))
        {
            string[] ids = group.SelectMany(batch => batch.Ids).ToArray();
            Assert.Equal(model.Order.Where(id => model.Sent.GetValueOrDefault(id) == model.Sent[ids[0]]), ids);
            Assert.Equal(ids.Length.ToString(CultureInfo.InvariantCulture), run.Cell($"SELECT count_asset_ids FROM qualys_attribute_payloads_grouped WHERE group_number = {group.Key}"));
            Assert.Equal(Enumerable.Range(1, group.Count()).Select(i => i.ToString(CultureInfo.InvariantCulture)), group.Select(batch => batch.Batch));
            Assert.DoesNotContain(group.SkipLast(1), batch => batch.Ids.Length != generated.BatchSize);
        }
    }

    private static string AttributesOf(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return string.Join('\u0002', document.RootElement.EnumerateArray().Select(attribute => $"{attribute.GetProperty("key").GetString()}={attribute.GetProperty("value").GetString()}"));
    }

    /// <summary>What the rules of the data say of an export, in the plainest words.</summary>
    private sealed partial class Model
    {
        public List<string> Order { get; } = [];

        public List<string> BadIds { get; } = [];

        public Dictionary<string, string> Sent { get; } = [];

        public List<string> LeftOut { get; } = [];

        public IEnumerable<string> Ids => Order;

        public string RowsWithoutId { get; private set; } = "";

        public int Rows { get; private set; }

        public int Numbers { get; private set; }

        public static Model Of(GeneratedExport export)
        {
            var model = new Model();
            var rowsOf = new Dictionary<string, List<string>>();
            int withoutId = 0;
            foreach (GeneratedRow row in export.Rows)
            {
                if (row.Values.Append(string.Join(row.Separator, row.Ids)).All(cell => Trimmed(cell).Length == 0))
                {
                    continue;
                }

                model.Rows++;
                string[] pieces = string.Join(row.Separator, row.Ids).Split(['\r', '\n', ',']).Select(Trimmed).Where(piece => piece.Length > 0).ToArray();
                string[] good = pieces.Where(IsId).Select(piece => piece.TrimStart('0')).Distinct().ToArray();
                if (IsOneNumber(row))
                {
                    model.Numbers++;
                    continue;
                }

                model.BadIds.AddRange(pieces.Where(piece => !IsId(piece)));
                withoutId += pieces.Length == 0 ? 1 : 0;
                string attributes = Attributes(row.Values);
                foreach (string id in good)
                {
                    if (!rowsOf.TryGetValue(id, out List<string>? rows))
                    {
                        rowsOf.Add(id, rows = []);
                        model.Order.Add(id);
                    }

                    rows.Add(attributes);
                }
            }

            model.RowsWithoutId = withoutId.ToString(CultureInfo.InvariantCulture);
            foreach ((string id, List<string> rows) in rowsOf)
            {
                if (rows.Count > 1 && (export.Duplicates == DuplicateAction.Exclude || rows.Distinct().Count() > 1))
                {
                    model.LeftOut.Add(id);
                }
                else if (rows[0].Length > 0)
                {
                    model.Sent.Add(id, rows[0]);
                }
            }

            return model;
        }

        // Pieces of one to four digits beside pieces as long as ids come of a number with separators; so do zeros behind a comma.
        private static bool IsOneNumber(GeneratedRow row)
        {
            // A sign before the first digits, and what stands behind the last, is that of the number: -7,1500000101.5.
            string[] pieces = [.. row.Ids.Select(Trimmed).Where(piece => piece.Length > 0)];
            if (pieces.Length < 2 || !row.Separator.Contains(','))
            {
                return false;
            }

            pieces[0] = pieces[0].TrimStart('-');
            pieces[^1] = pieces[^1].Split('.', ')', '%')[0];
            return (pieces.Any(piece => Id().IsMatch(piece) && piece.Length <= 4) && pieces.Any(piece => Id().IsMatch(piece) && piece.Length >= 7))
                || pieces.Zip(pieces.Skip(1)).Any(pair =>
                    pair.First.All(char.IsAsciiDigit) && pair.Second.All(char.IsAsciiDigit) && pair.Second.Length >= 3 && pair.Second[0] == '0'
                    && (pair.Second.Length <= 4 || pair.Second.Length != pair.First.Length));
        }

        private static bool IsId(string piece) => Id().IsMatch(piece) && piece.Any(c => c != '0');

        private static string Attributes(string[] values) => string.Join('\u0002', AxoniusContract.Default.Keys
            .Zip(values, (key, value) => (Key: key, Value: LineBreaks().Replace(Trimmed(Unseen().Replace(value, "")), ",")))
            .Where(attribute => attribute.Value.Length > 0)
            .Select(attribute => $"{attribute.Key}={attribute.Value}"));

        private static string Trimmed(string text) => text.Replace("\uFEFF", "", StringComparison.Ordinal).Trim().Trim('\u001C', '\u001D', '\u001E', '\u001F', ' ');

        [GeneratedRegex("^[0-9]{1,19}$")]
        private static partial Regex Id();

        [GeneratedRegex(@"[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\xAD\u034F\u061C\u115F\u1160\u17B4\u17B5\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F]")]
        private static partial Regex Unseen();

        [GeneratedRegex("[\r\n]+")]
        private static partial Regex LineBreaks();
    }
}
