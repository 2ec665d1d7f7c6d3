using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Every error about an export and its mapping, word for word: its id, what is wrong, where, and what to do.</summary>
public sealed class What_errors_about_exports_say
{
    [Fact]
    public void Of_the_file() => Words.AssertAre(
        """
        ExportNotNamed: There is no Axonius export to read.
        ExportNotFound: The Axonius export 'e.csv' does not exist. Name an existing CSV file.
        ExportNotOne: '*.csv' stands for 2,000 files, and one run reads one export. Name one file.
        ExportUnreadable: The Axonius export 'e.csv' cannot be read: the disk is odd. Name a CSV file that you may read.
        ExportEmpty: The Axonius export 'e.csv' is empty. Export it again from Axonius with its header line.
        ExportNotCsv: The Axonius export 'e.csv' is not CSV text: it is XML. Export it as CSV in UTF-8, or in UTF-16 with a byte order mark. Aside.
        DelimiterInvalid: U+00E4 cannot part the cells of 'e.csv'. Name a printable ASCII character other than the quote, or tab.
        ExportNotFile: The Axonius export 'e.csv' is a folder, and no file. Name an existing CSV file; what comes out of a pipe is written into one first.
        ExportChanged: The Axonius export 'e.csv' changed while it was read: it grew. Wait until it is written to its end, and import it again.
        ExportTooLarge: The Axonius export 'e.csv' inflates to more than 200 times its size, which no export does. Inflate and look at it first.
        ExportMalformed: The gzip compression of the Axonius export 'e.csv' is damaged. Copy it again.
        ExportUnusable: The Axonius export 'e.csv' has a header and no rows. Export it again from Axonius.
        ExportUnusable: The Axonius export 'e.csv' holds nothing that can be used: all 2 rows are odd. Advice.
        ExportUnusable: Nothing of what was imported can be sent: 1 asset has no value for any attribute. Look at the export, and export it again.
        ExportUnusable: Nothing of what was imported can be sent: 1 asset id is left out for standing in several rows. Look at the export, and export it again.
        ExportUnusable: Nothing of what was imported can be sent: 2 assets have no value for any attribute and 3 asset ids are left out for standing in several rows. Look at the export, and export it again.
        ExportNotUtf8: The Axonius export 'e.csv' cannot be used as UTF-8: all 2 rows are odd. Advice.
        ExportMostlyRejected: More than half of the Axonius export 'e.csv' was rejected: 2 of 3 rows are odd. Advice.
        EncodingInvalid: 'odd' is no encoding. Name one as windows-1252, iso-8859-15 or utf-16, or a code page by its number, as 1252.
        ExportTooVaried: The assets of the Axonius export 'e.csv' have more than 3,000,000 different sets of values, and a run takes no more. Split the export, or map fewer columns.
        ExportMalformed: The Axonius export 'e.csv' is broken at line 7: it is odd.
        """,
        AxoniusExportException.NotNamed(),
        AxoniusExportException.NotOne("e.csv", 0),
        AxoniusExportException.NotOne("*.csv", 2000),
        AxoniusExportException.Unreadable("e.csv", new IOException("the disk is odd")),
        AxoniusExportException.Empty("e.csv"),
        AxoniusExportException.NotText("e.csv", "it is XML", " Aside."),
        AxoniusExportException.DelimiterInvalid("e.csv", 'ä'),
        AxoniusExportException.NotFile("e.csv", "a folder"),
        AxoniusExportException.Changed("e.csv", "it grew"),
        AxoniusExportException.Bomb("e.csv", 200),
        AxoniusExportException.DamagedGzip("e.csv", new InvalidDataException("odd")),
        AxoniusExportException.HeaderAlone("e.csv"),
        AxoniusExportException.Unusable("e.csv", "all 2 rows are odd", "run.db", " Advice."),
        AxoniusExportException.NothingToSend("run.db", "run.db", 1, 0),
        AxoniusExportException.NothingToSend("run.db", "run.db", 0, 1),
        AxoniusExportException.NothingToSend("run.db", "run.db", 2, 3),
        AxoniusExportException.NotUtf8("e.csv", "all 2 rows are odd", "run.db", " Advice."),
        AxoniusExportException.MostlyRejected("e.csv", "2 of 3 rows are odd", "run.db", " Advice."),
        AxoniusExportException.EncodingInvalid("odd"),
        AxoniusExportException.TooVaried("e.csv", 3_000_000),
        AxoniusExportException.Malformed("e.csv", 7, "it is odd."));

    [Fact]
    public void Of_the_header() => Words.AssertAre(
        """
        ContractBroken: The Axonius export 'e.csv' lacks 1 of the columns the data contract requires: 'A'. Add it to the export in Axonius. Aside.
        ContractBroken: The Axonius export 'e.csv' lacks 2 of the columns the data contract requires: 'A', 'B' (there is 'b': other letter case). Add them to the export in Axonius. There: 'b', 'C'.
        ContractBroken: The Axonius export 'e.csv' lacks 1 of the columns the data contract requires. The cells of its header are parted by ';'.
        ContractBroken: The Axonius export 'e.csv' has no header.
        ContractBroken: The Axonius export 'e.csv' has the column 'A' twice (columns 2 and 5), so nobody can say which one counts. Export it once.
        """,
        AxoniusContractException.Missing("e.csv", ["A"], null, " Aside.", Headers()),
        AxoniusContractException.Missing("e.csv", ["A", "B"], null, "", Headers("b", "C")),
        AxoniusContractException.Missing("e.csv", ["A"], ';', "", Headers()),
        AxoniusContractException.WithoutHeader("e.csv", ["A"], "has no header."),
        AxoniusContractException.Repeated("e.csv", "A", 2, 5));

    [Fact]
    public void And_what_may_be_done_about_it_is_known()
    {
        var missing = AxoniusContractException.Missing("e.csv", ["A"], null, "", Headers());
        var parted = AxoniusContractException.Missing("e.csv", ["A"], ';', "", Headers());

        Assert.Equal((null, true), (missing.OtherDelimiter, missing.IsOfColumns));
        Assert.Equal(((char?)';', false), (parted.OtherDelimiter, parted.IsOfColumns));
        Assert.Equal(["A"], missing.MissingHeaders);
        Assert.Equal(["A"], AxoniusContractException.WithoutHeader("e.csv", ["A"], "").MissingHeaders);
        Assert.Empty(AxoniusContractException.Repeated("e.csv", "A", 1, 2).MissingHeaders);
    }

    [Fact]
    public void Of_the_mapping() => Words.AssertAre(
        """
        MappingInvalid: A mapping is a hashtable @{ 'CSV header' = 'Key' } or the path of a JSON file, not a Int32.
        MappingInvalid: The mapping gives two columns the key 'AssetID': 'A' and 'B'.
        MappingInvalid: The mapping names no attribute: at least one CSV header must be given a key.
        MappingInvalid: The mapping names 901 attributes; a run takes 900 at most. Split it over several runs.
        MappingInvalid: The mapping has an empty name: '' = 'a'.
        MappingInvalid: The mapping has an empty name: 'A' = ''.
        MappingInvalid: The asset id column has an empty name.
        MappingInvalid: The mapping's key 'a?b' for 'A' holds a character that nobody sees or that is not allowed in a key, or is no valid Unicode text.
        MappingInvalid: The mapping's key 'a�b' for 'A' holds a character that nobody sees or that is not allowed in a key, or is no valid Unicode text.
        MappingInvalid: The mapping names the column 'A' twice.
        MappingInvalid: The mapping names the column 'Qualys Scans: Qualys ID' twice.
        MappingInvalid: The mapping gives two columns the key 'A', or uses a name that is taken by the database.
        MappingInvalid: The mapping gives two columns the key 'Qualys_ID', or uses a name that is taken by the database.
        MappingInvalid: The mapping gives two columns the key 'attribute_set_id', or uses a name that is taken by the database.
        """,
        [
            AxoniusMappingException.OfAnotherKind(typeof(int)),
            Broken(("A", "AssetID"), ("B", "assetid"), ("C", "c")),
            Broken(),
            Broken([.. Enumerable.Range(0, 901).Select(number => ($"H{number}", $"k{number}"))]),
            Broken(("", "a")),
            Broken(("A", " ")),
            Broken(("\"\"", "AssetID"), ("A", "a")),
            Broken(("A", "a\u200Bb")),
            Broken(("A", "a\uFFFDb")),
            Broken(("A", "a"), (" \"A\" ", "b")),
            Broken((AxoniusContract.DefaultAssetIdHeader, "a")),
            Broken(("A", "a"), ("B", "A")),
            Broken(("A", "Qualys_ID")),
            Broken(("A", "attribute_set_id")),
        ]);

    [Fact]
    public void As_many_attributes_as_a_run_takes_are_a_mapping() => Assert.Equal(
        900, AxoniusContract.FromMapping(Enumerable.Range(0, 900).Select(number => KeyValuePair.Create($"H{number}", $"k{number}"))).Columns.Count);

    private static NearestHeader Headers(params string[] names) => new(names, new HashSet<string>());

    private static AxoniusMappingException Broken(params (string Header, string Key)[] columns) => Assert.Throws<AxoniusMappingException>(
        () => AxoniusContract.FromMapping(columns.Select(column => KeyValuePair.Create(column.Header, column.Key))));
}
