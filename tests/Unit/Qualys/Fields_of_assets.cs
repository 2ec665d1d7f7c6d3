using System.Text;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Every field has a number, however many there are, and whoever loads them is told of those that get no column.</summary>
public sealed class Fields_of_assets
{
    private const int MostNames = 100_000;
    private const int LongestName = 255;

    [Fact]
    public void Those_that_are_looked_into_come_first_then_the_columns_then_what_is_new()
    {
        var fields = new AssetFields(["assetName", "assetId", "agent"], [], []);

        string[] names = ["assetId", "lastModifiedDate", "operatingSystem", "softwareListData", "customAttributes", "assetName", "agent", "new", "newer"];
        Assert.Equal(Enumerable.Range(0, names.Length), names.Select(name => Find(fields, name)));
        Assert.Equal(Enumerable.Range(0, names.Length).Reverse(), names.Reverse().Select(name => Find(fields, name)));
        Assert.Equal(names, Enumerable.Range(0, names.Length).Select(fields.NameOf));
        Assert.Equal(
            [AssetFields.AssetId, AssetFields.LastModifiedDate, AssetFields.OperatingSystem, AssetFields.SoftwareList, AssetFields.CustomAttributes],
            Enumerable.Range(0, 5));
        Assert.Empty(fields.TakeWithoutColumn());
    }

    [Fact]
    public void A_name_in_another_case_is_another_field()
    {
        var fields = new AssetFields(["assetName"], [], []);

        Assert.Equal([5, 6, 7], ((string[])["assetName", "ASSETNAME", "assetname"]).Select(name => Find(fields, name)));
    }

    [Fact]
    public void A_name_that_is_ours_or_none_has_no_number_and_is_told_of_once()
    {
        var fields = new AssetFields(["agent", "agent_version"], [new AssetMember("agent", "version", "agent_version")], ["batch"]);

        string[] none = ["agent_version", "batch", "", "a\0b"];
        Assert.Equal([-1, -1, -1, -1, -1, -1], none.Concat(["batch", ""]).Select(name => Find(fields, name)));
        Assert.Equal(none, fields.TakeWithoutColumn());
        Assert.Empty(fields.TakeWithoutColumn());
        Assert.Equal(-1, Find(fields, "batch"));
        Assert.Empty(fields.TakeWithoutColumn());
    }

    [Fact]
    public void What_gets_no_column_later_is_told_of_too()
    {
        var fields = new AssetFields([], [], []);

        fields.AddWithoutColumn("late");

        Assert.Equal(["late"], fields.TakeWithoutColumn());
        Assert.Empty(fields.TakeWithoutColumn());
    }

    [Fact]
    public void A_name_that_is_too_long_is_known_by_its_beginning()
    {
        var fields = new AssetFields([], [], []);
        string longest = new('x', LongestName);

        Assert.Equal(5, Find(fields, longest));
        Assert.Equal([-1, -1, -1], ((string[])[longest + "y", longest + "yz", longest + "y"]).Select(name => Find(fields, name)));
        Assert.Equal(-1, Find(fields, longest + "z"));
        Assert.Equal(5, Find(fields, longest));
        Assert.Equal([longest + "y", longest + "z"], fields.TakeWithoutColumn());
    }

    [Fact]
    public void The_members_of_an_object_are_those_that_have_columns()
    {
        var fields = new AssetFields(
            ["agent", "agent_version", "agent_seen", "sensor", "sensor_id"],
            [new("agent", "version", "agent_version"), new("sensor", "id", "sensor_id"), new("agent", "seen", "agent_seen")],
            []);

        Assert.Equal(["version 6", "seen 7"], Members("agent"));
        Assert.Equal(["id 9"], Members("sensor"));
        Assert.Null(fields.MembersOf(AssetFields.AssetId));
        Assert.Null(fields.MembersOf(Find(fields, "new")));
        Assert.Null(fields.MembersOf(Find(fields, "newer")));

        IEnumerable<string> Members(string field) =>
            fields.MembersOf(Find(fields, field))!.Select(member => $"{Encoding.UTF8.GetString(member.Name)} {member.Field}");
    }

    [Fact]
    public void Beyond_a_hundred_thousand_names_those_that_are_known_stay_and_the_first_that_is_left_out_is_told_of()
    {
        var fields = new AssetFields([], [], []);
        for (int number = 0; number < MostNames; number++)
        {
            Assert.Equal(number + 5, Find(fields, $"n{number}"));
        }

        Assert.Empty(fields.TakeWithoutColumn());
        Assert.Equal([-1, -1, -1], ((string[])["more", "and more", "more"]).Select(name => Find(fields, name)));
        Assert.Equal(["more"], fields.TakeWithoutColumn());
        Assert.Equal([5, MostNames + 4], ((string[])["n0", $"n{MostNames - 1}"]).Select(name => Find(fields, name)));
        Assert.Equal(-1, Find(fields, "still more"));
        Assert.Empty(fields.TakeWithoutColumn());
    }

    private static int Find(AssetFields fields, string name) => fields.Find(Encoding.UTF8.GetBytes(name));
}
