using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What the assets of a page are taken apart into: fields, software and operating system.</summary>
public sealed class Assets_in_cells
{
    private const int Full = 11;

    [Theory]
    [InlineData("""{"a":"x","b":1,"c":null,"d":[1,{"e":2}],"f":{"g":"h"},"i":true}""", "a='x' b=1 c=none d=[1,{\"e\":2}] f={\"g\":\"h\"} i=true")]
    [InlineData("""{"a":1,"a":2}""", "a=1 a=2")]
    [InlineData("""{"a":1,"A":2}""", "a=1 A=2")]
    [InlineData("""{"\u0061":"\u0062\n"}""", "a='b\n'")]
    [InlineData("""{"\ud800":"\ud800"}""", "\\ud800='\\ud800'")]
    [InlineData("{}", "")]
    public void Every_field_is_one_cell_in_the_order_in_which_it_came(string asset, string fields) =>
        Assert.Equal([fields], Read(asset).Select(read => read.Fields));

    [Fact]
    public void Of_a_field_that_came_twice_the_last_is_found_and_of_one_that_did_not_come_none()
    {
        byte[] json = Page("""{"a":1,"b":2,"a":3,"c":4}""");
        AssetFields fields = NewFields();
        using PageAssets page = Cells(json, fields);

        AssetCells asset = page[0];

        Assert.Equal("3", asset.Find(fields.Find("a"u8)).Text(json));
        Assert.Equal("2", asset.Find(fields.Find("b"u8)).Text(json));
        Assert.Equal("4", asset.Find(fields.Find("c"u8)).Text(json));
        Assert.Equal(JsonTokenType.None, asset.Find(fields.Find("d"u8)).Kind);
    }

    [Fact]
    public void A_field_without_a_number_is_passed_over_with_all_that_is_in_it() =>
        Assert.Equal(["a=1 b=2"], Read("""{"a":1,"batch":{"x":[1]},"agent_version":"9","":[{"y":2}],"b":2}""").Select(read => read.Fields));

    [Theory]
    [InlineData("""{"operatingSystem":{"osName":"Linux"}}""", "Linux")]
    [InlineData("""{"operatingSystem":"Linux"}""", "Linux")]
    [InlineData("""{"operatingSystem":{"x":{"osName":"inner"},"osName":"Linux","y":1}}""", "Linux")]
    [InlineData("""{"operatingSystem":{"osName":"Linux","osname":"x"}}""", "Linux")]
    [InlineData("""{"operatingSystem":{"osName":"Linux","osName":7}}""", "Linux")]
    [InlineData("""{"operatingSystem":{"os\u004eame":"Linux"}}""", "Linux")]
    [InlineData("""{"operatingSystem":{"osName":null}}""", null)]
    [InlineData("""{"operatingSystem":{"osName":["x"]}}""", null)]
    [InlineData("""{"operatingSystem":{}}""", null)]
    [InlineData("""{"operatingSystem":7}""", null)]
    [InlineData("""{"operatingSystem":null}""", null)]
    [InlineData("""{"operatingSystem":["Linux"]}""", null)]
    [InlineData("""{"system":"Linux","osName":"Linux"}""", null)]
    public void The_name_of_the_system_is_found_in_its_object_or_is_the_text(string asset, string? name)
    {
        Assert.Equal(name, Assert.Single(Read(asset)).System);
        Assert.Equal([name, null], Read(asset + """,{"a":1}""").Select(read => read.System));
    }

    [Fact]
    public void The_object_of_the_system_is_a_field_too() =>
        Assert.Equal("operatingSystem={\"osName\":\"Linux\",\"x\":[1]} a=2", Read("""{"operatingSystem":{"osName":"Linux","x":[1]} ,"a":2}""")[0].Fields);

    [Theory]
    [InlineData("""{"agent":{"version":"6.1"}}""", "agent_version='6.1' agent={\"version\":\"6.1\"}")]
    [InlineData("""{"agent":{"x":{"version":1},"seen":5,"version":"6.1"}}""", "agent_seen=5 agent_version='6.1' agent={\"x\":{\"version\":1},\"seen\":5,\"version\":\"6.1\"}")]
    [InlineData("""{"agent":{"Version":1,"version ":2}}""", "agent={\"Version\":1,\"version \":2}")]
    [InlineData("""{"agent":"6.1"}""", "agent='6.1'")]
    [InlineData("""{"agent":[{"version":"6.1"}]}""", "agent=[{\"version\":\"6.1\"}]")]
    [InlineData("""{"sensor":{"version":"6.1"}}""", "sensor={\"version\":\"6.1\"}")]
    [InlineData("""{"agent_version":"theirs","agent":null}""", "agent=none")]
    public void A_member_with_a_column_of_its_own_is_a_field_beside_its_object(string asset, string fields) =>
        Assert.Equal(fields, Read(asset)[0].Fields);

    [Fact]
    public void Each_cell_of_software_is_found_by_its_name()
    {
        // In another order than that of the cells, and among others.
        const string Entry = """
            {"id":1,"category":"c","lifecycle":{"x":{"stage":"no"},"eosSupportStage":"k","eolSupportStage":"j","lifeCycleConfidence":"i","stage":"h",
             "eosDate":"g","eolDate":"f","gaDate":"e","gaDates":"no"},"ignoredReason":"d","isIgnored":true,"y":[{"fullName":"no"}],"fullName":"a"}
            """;

        Assert.Equal("a,true,d,c,e,f,g,h,i,j,k", Assert.Single(Read(Software($"[{Entry}]"))).Software);
        Assert.Equal(Full, SoftwareCell.Names.Distinct().Count());
        Assert.Equal(Full, SoftwareCell.Count);
    }

    [Theory]
    [InlineData("fullName", "fullNamE")]
    [InlineData("category", "categorY")]
    [InlineData("isIgnored", "isIgnoreD")]
    [InlineData("ignoredReason", "ignoredReasoN")]
    [InlineData("stage", "stagE")]
    [InlineData("gaDate", "gaDatE")]
    [InlineData("eolDate", "eolDatE")]
    [InlineData("eosDate", "eosDatE")]
    [InlineData("eolSupportStage", "eolSupportStagE")]
    [InlineData("eosSupportStage", "eosSupportStagE")]
    [InlineData("lifeCycleConfidence", "lifeCycleConfidencE")]
    public void A_name_of_another_spelling_is_none(string name, string other)
    {
        bool isInLifecycle = Array.IndexOf(SoftwareCell.Names, name) >= SoftwareCell.GaDate;
        string entry = isInLifecycle
            ? $$$"""{"fullName":"a","lifecycle":{"{{{name}}}":"own","{{{other}}}":{"x":1} } }"""
            : $$$"""{"fullName":"a","{{{name}}}":"own","{{{other}}}":{"x":1} }""";
        string[] cells = Assert.Single(Read(Software($"[{entry}]"))).Software.Split(',');

        Assert.Equal("own", cells[Array.IndexOf(SoftwareCell.Names, name)]);
        Assert.Equal(name == "fullName" ? 1 : 2, cells.Count(cell => cell != "-"));
    }

    [Theory]
    [InlineData("""[{"fullName":"a"},{"fullName":"b"}]""", "a b")]
    [InlineData("""[{"category":"c"},{"fullName":null},{"fullName":7},{"fullName":{"x":1}},{"fullName":"b"}]""", "b")]
    [InlineData("""[{"category":"c","fullName":7},{"fullName":"b"}]""", "b")]
    [InlineData("""[1,"x",null,["y",{"fullName":"no"}],{"fullName":"b"}]""", "b")]
    [InlineData("""{"software":[{"fullName":"a"}],"x":{"software":[{"fullName":"no"}]},"more":[{"fullName":"b"}],"y":1}""", "a b")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    [InlineData("\"x\"", "")]
    [InlineData("7", "")]
    [InlineData("""[{"fullName":"a","lifecycle":7},{"fullName":"b","lifecycle":[{"stage":"no"}]},{"fullName":"c","lifecycle":null}]""", "a b c")]
    [InlineData("""[{"\u0066ullName":"a","lifecycle":{"\u0073tage":"s"}}]""", "a,-,-,-,-,-,-,s,-,-,-")]
    public void The_list_of_software_comes_in_several_forms(string list, string software)
    {
        (string fields, string read, _) = Assert.Single(Read($$"""{"softwareListData":{{list}},"a":1}"""));

        Assert.Equal(software, read.Replace(",-,-,-,-,-,-,-,-,-,-", "", StringComparison.Ordinal));
        Assert.Equal($"softwareListData={(list == "null" ? "none" : list == "\"x\"" ? "'x'" : list)} a=1", fields);
    }

    [Fact]
    public void An_entry_takes_nothing_over_from_the_one_before_it() =>
        Assert.Equal(
            "a,-,-,c,-,-,-,-,-,-,- b,-,-,-,-,-,-,-,-,-,-",
            Read(Software("""[{"fullName":"a","category":"c"},{"isIgnored":true},{"fullName":"b"}]"""))[0].Software);

    [Fact]
    public void Of_a_list_that_comes_twice_the_last_counts_and_each_asset_has_its_own()
    {
        string first = """{"softwareListData":[{"fullName":"a"}],"softwareListData":[{"fullName":"b"},{"fullName":"c"}]}""";
        string second = """{"softwareListData":[{"fullName":"d"},{"fullName":"e"}],"softwareListData":null}""";

        string[] software = [.. Read($"{first},{{}},{first},{second},{first}").Select(read => read.Software.Replace(",-", "", StringComparison.Ordinal))];

        Assert.Equal(["b c", "", "b c", "", "b c"], software);
    }

    [Fact]
    public void There_is_room_for_however_many()
    {
        const int Assets = 700;
        string[] assets =
        [
            .. Enumerable.Range(0, Assets).Select(number =>
                $$"""{"n":{{number}},{{string.Join(',', Enumerable.Range(0, 50).Select(field => $"\"f\":{number * 50 + field}"))}},"softwareListData":[{{string.Join(',', Enumerable.Range(0, 20).Select(entry => $$"""{"fullName":"s{{number * 20 + entry}}"}"""))}}]}"""),
        ];

        List<(string Fields, string Software, string? System)> read = Read(string.Join(',', assets));

        Assert.Equal(Assets, read.Count);
        Each.Holds(Enumerable.Range(0, Assets), number =>
        {
            Assert.StartsWith($"n={number} f={number * 50} ", read[number].Fields, StringComparison.Ordinal);
            Assert.Contains($" f={(number * 50) + 49} softwareListData=", read[number].Fields, StringComparison.Ordinal);
            Assert.Equal(
                string.Join(' ', Enumerable.Range(number * 20, 20).Select(entry => $"s{entry}")),
                read[number].Software.Replace(",-", "", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void What_was_given_back_holds_nothing()
    {
        PageAssets page = Cells(Page("""{"a":1}"""), NewFields());

        page.Dispose();
        page.Dispose();

        Assert.Equal(0, page.Count);
        Assert.Throws<IndexOutOfRangeException>(() => page[0].Fields.Length);
    }

    [Fact]
    public void A_stop_is_heeded_within_an_asset()
    {
        using var page = new PageAssets();
        var reader = new AssetReader(NewFields());

        Assert.Throws<OperationCanceledException>(() =>
        {
            var json = new Utf8JsonReader("""{"a":1}"""u8);
            json.Read();
            reader.Read(ref json, page, new CancellationToken(canceled: true));
        });
    }

    private static string Software(string list) => $$"""{"softwareListData":{{list}}}""";

    private static AssetFields NewFields() => new(
        ["agent", "agent_version", "agent_seen", "sensor"],
        [new AssetMember("agent", "version", "agent_version"), new AssetMember("agent", "seen", "agent_seen")],
        ["batch"]);

    private static byte[] Page(string assets) => Encoding.UTF8.GetBytes($$"""{"assetListData":{"asset":[{{assets}}]} }""");

    private static PageAssets Cells(byte[] json, AssetFields fields)
    {
        var page = new PageAssets();
        PageEnvelope.Read(json, new AssetReader(fields), page, CancellationToken.None);
        return page;
    }

    private static List<(string Fields, string Software, string? System)> Read(string assets)
    {
        byte[] json = Page(assets);
        AssetFields fields = NewFields();
        using PageAssets page = Cells(json, fields);
        var read = new List<(string, string, string?)>();
        for (int number = 0; number < page.Count; number++)
        {
            AssetCells asset = page[number];
            var found = new List<string>();
            foreach (FieldCell field in asset.Fields)
            {
                found.Add($"{fields.NameOf(field.Field)}={Say(field.Cell, json)}");
            }

            var software = new List<string>();
            for (ReadOnlySpan<JsonCell> rest = asset.Software; !rest.IsEmpty; rest = rest[SoftwareCell.Count..])
            {
                software.Add(string.Join(',', rest[..SoftwareCell.Count].ToArray().Select(cell => cell.Text(json) ?? "-")));
            }

            read.Add((string.Join(' ', found), string.Join(' ', software), asset.SystemName.Text(json)));
        }

        return read;
    }

    private static string Say(JsonCell cell, byte[] json) => cell.Kind switch
    {
        JsonTokenType.String => $"'{cell.Text(json)}'",
        _ => cell.Text(json) ?? "none",
    };
}
