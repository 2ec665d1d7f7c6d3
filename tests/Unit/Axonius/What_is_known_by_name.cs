using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>The lists that people rely on, item by item: the columns of the contract, texts for no value, encodings, kinds of files.</summary>
public sealed class What_is_known_by_name
{
    [Fact]
    public void The_columns_of_the_contract_and_their_attributes() => Words.AssertAre(
        """
        Mssql: MSSQL_ Business_Name => Business
        Mssql: MSSQL_ Div_Name => Division
        Mssql: MSSQL_ Productgroup => Product_Group
        Mssql: MSSQL_ Portfolio => Portfolio
        Mssql: MSSQL_ Product => Product
        Mssql: MSSQL_ Primaryservice => Primary_Service
        Mssql: MSSQL_ Serviceownergroup => Service_Owner_Group
        Mssql: MSSQL_ Deviceownergroup => Device_Owner_Group
        Mssql: MSSQL_ Recoverytier => Recovery_Tier
        Mssql: MSSQL_ Sla => SLA
        """,
        AxoniusContract.Default.Columns.Select(column => $"{column.Header} => {column.Key}"));

    [Theory]
    [InlineData("#N/A,#N/A N/A,#REF!,#VALUE!,#DIV/0!,#NAME?,#NUM!,#NULL!,#SPILL!,#CALC!,#FIELD!,#GETTING_DATA,#BLOCKED!,#CONNECT!,#BUSY!,#UNKNOWN!")]
    [InlineData("#NV,#BEZUG!,#WERT!,#ZAHL!,#NOMBRE?,#VALEUR!,#¡REF!,#¡VALOR!")]
    [InlineData("NULL,(null),<null>,[null],None,nan,-nan,NaT,<NA>,nil,undefined,N/A,n.a.,(blank),(empty),[],{},unknown,-,--,###,########")]
    public void Texts_that_stand_for_no_value(string texts) => Each.Holds(texts.Split(','), text =>
    {
        Assert.True(NoValueTexts.IsKnown($" {text} "), text);
        Assert.True(NoValueTexts.IsKnown(text.ToLowerInvariant()), text);
        var found = new NoValueTexts([]);
        Assert.False(found.Take(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(
            $"1 cell holds a text that stands for no value: '{(text == "###" ? "########" : text)}' 1. It is used as it is; texts that are named are treated as empty.",
            found.Describe());
        Assert.True(new NoValueTexts([$" {text} "]).Take(Encoding.UTF8.GetBytes(text)), text);
    });

    [Theory]
    [InlineData("##")]
    [InlineData("##1")]
    [InlineData("#N/B")]
    [InlineData("nothing")]
    [InlineData("---")]
    [InlineData("nothing at all")]
    [InlineData("#GETTING_DATAS")]
    [InlineData("")]
    public void Texts_that_do_not(string text)
    {
        var found = new NoValueTexts([]);

        Assert.False(NoValueTexts.IsKnown(text));
        Assert.False(found.Take(Encoding.UTF8.GetBytes(text)));
        Assert.Null(found.Describe());
    }

    [Fact]
    public void The_most_frequent_of_them_are_told_with_their_counts_and_the_others_by_a_sign()
    {
        string[] texts = ["NULL", "None", "nan", "nil", "-", "--", "N/A", "n.a.", "[]", "{}", "unknown"];
        var found = new NoValueTexts(["other"]);
        for (int i = 0; i < texts.Length; i++)
        {
            for (int count = 0; count < 1_000 - i; count++)
            {
                Assert.False(found.Take(Encoding.UTF8.GetBytes(texts[i].ToUpperInvariant())));
            }
        }

        Assert.True(found.Take("OTHER"u8));
        Assert.Equal(
            "10,945 cells hold texts that stand for no value: 'NULL' 1,000, 'None' 999, 'nan' 998, 'nil' 997, '-' 996, '--' 995, 'N/A' 994, 'n.a.' 993, '[]' 992, "
                + "'{}' 991, …. They are used as they are; texts that are named are treated as empty.",
            found.Describe());
    }

    [Fact]
    public void Encodings_that_are_offered()
    {
        Assert.Equal(
            "utf-8 windows-1252 iso-8859-1 iso-8859-15 utf-16 utf-16BE utf-32 windows-1250 windows-1251 windows-1253 windows-1254 windows-1255 windows-1256 "
                + "windows-1257 windows-1258 ibm437 ibm850 ibm852 iso-8859-2 koi8-r shift_jis euc-jp gb18030 big5 euc-kr ansi oem",
            string.Join(' ', ExportEncoding.Names));
        Each.Holds(ExportEncoding.Names.Where(name => name is not ("ansi" or "oem" or "utf-16BE")), name =>
            Assert.Equal(name, ExportEncoding.Parse(name).WebName, ignoreCase: true));
    }

    [Theory]
    [InlineData("utf8", 65001)]
    [InlineData("UTF8BOM", 65001)]
    [InlineData(" utf8NoBom ", 65001)]
    [InlineData("unicode", 1200)]
    [InlineData("bigendianunicode", 1201)]
    [InlineData("utf-16BE", 1201)]
    [InlineData("utf32", 12000)]
    [InlineData("latin1", 28591)]
    [InlineData("cp1252", 1252)]
    [InlineData("850", 850)]
    [InlineData("65001", 65001)]
    public void Encodings_by_other_names_and_by_number(string name, int codePage) => Assert.Equal(codePage, ExportEncoding.Parse(name).CodePage);

    [Theory]
    [InlineData("utf-7")]
    [InlineData("65000")]
    [InlineData("0")]
    [InlineData("cp")]
    [InlineData("odd")]
    [InlineData("999999999999")]
    public void Encodings_that_are_none(string name) =>
        Assert.Equal("EncodingInvalid", Assert.Throws<AxoniusExportException>(() => ExportEncoding.Parse(name)).ErrorId);

    [Theory]
    [InlineData("ansi")]
    [InlineData("OEM")]
    public void The_code_pages_of_the_culture_where_it_has_them(string name)
    {
        System.Globalization.TextInfo texts = System.Globalization.CultureInfo.CurrentCulture.TextInfo;
        (int ofCulture, int otherwise) = name == "ansi" ? (texts.ANSICodePage, 1252) : (texts.OEMCodePage, 850);

        Assert.Equal(ofCulture is > 100 and not 65001 ? ofCulture : otherwise, ExportEncoding.Parse(name).CodePage);
    }

    [Theory]
    [InlineData(1251, 1251, 1251)]
    [InlineData(101, 101, 101)]
    [InlineData(100, 1252, 850)]
    [InlineData(0, 1252, 850)]
    [InlineData(65001, 1252, 850)]
    public void And_those_of_western_Europe_where_it_has_none(int ofCulture, int ansi, int oem) => Assert.Equal(
        (ansi, oem), (ExportEncoding.AnsiCodePage(ofCulture), ExportEncoding.OemCodePage(ofCulture)));

    public static TheoryData<string, string> Marks => new()
    {
        { "504B0304", "it is a ZIP archive or an Excel workbook" },
        { "504B0506", "it is an empty ZIP archive" },
        { "255044462D", "it is a PDF document" },
        { "D0CF11E0A1B11AE1", "it is an Excel workbook or another document of the old Office format" },
        { "1F8B", "it is a gzip file inside a gzip file" },
        { "377ABCAF271C", "it is a 7-Zip archive" },
        { "FD377A585A00", "it is an xz file" },
        { "28B52FFD", "it is a Zstandard file" },
        { "04224D18", "it is an LZ4 file" },
        { "526172211A07", "it is a RAR archive" },
        { "53514C69746520666F726D6174203300", "it is a SQLite database" },
        { "89504E470D0A", "it is a picture" },
        { "FFD8FF", "it is a picture" },
        { "7B5C727466", "it is an RTF document" },
        { "425A6839314159265359", "it is a bzip2 file" },
    };

    [Theory]
    [MemberData(nameof(Marks))]
    public void Kinds_of_files_by_their_first_bytes_and_by_all_of_them(string mark, string kind)
    {
        byte[] bytes = Convert.FromHexString(mark);

        Assert.Equal(kind, FileKind.OfBytes([.. bytes, 0]));
        Each.Holds(Enumerable.Range(0, bytes.Length), place => Assert.Null(FileKind.OfBytes([.. bytes[..place], (byte)'?', .. bytes[(place + 1)..]]) is var found
            && mark.StartsWith("425A68", StringComparison.Ordinal) && place == 3 ? null : found));
    }

    [Fact]
    public void A_tar_archive_by_the_mark_in_its_first_header()
    {
        byte[] tar = [.. new byte[257], .. "ustar"u8, 0];

        Assert.Equal("it is a tar archive", FileKind.OfBytes(tar));
        Assert.Null(FileKind.OfBytes([0, .. tar]));
        Assert.Null(FileKind.OfBytes(tar.AsSpan(0, 100)));
    }

    [Theory]
    [InlineData("<?xml version='1.0'?><a/>", "it is XML")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE html>", "it is a page of HTML, as a login or an error page is")]
    [InlineData("\uFEFF \n<p>", "it is a page of HTML, as a login or an error page is")]
    [InlineData("<html><title> Sign in </title>", "it is a page of HTML with the title 'Sign in', as a login or an error page is")]
    [InlineData("{\"a\": 1}", "it is JSON")]
    [InlineData("[1]", "it is JSON")]
    [InlineData("[", "it is JSON")]
    [InlineData("{a}", null)]
    [InlineData("a,b", null)]
    [InlineData("", null)]
    public void Kinds_of_texts(string text, string? kind) => Assert.Equal(kind, FileKind.OfText(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_title_of_a_hundred_letters_is_shown_whole_and_a_longer_one_cut()
    {
        Assert.Contains($"'{new string('x', 100)}'", FileKind.OfText(Encoding.UTF8.GetBytes($"<html><title>{new string('x', 100)}</title>")), StringComparison.Ordinal);
        Assert.Contains($"'{new string('x', 100)}…'", FileKind.OfText(Encoding.UTF8.GetBytes($"<html><title>{new string('x', 101)}</title>")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_with_NUL_bytes()
    {
        Assert.Equal("it holds NUL bytes, as UTF-16 without a byte order mark or a binary file does", FileKind.OfHeader("a\0b"u8));
        Assert.Null(FileKind.OfHeader("ab"u8));
    }
}
