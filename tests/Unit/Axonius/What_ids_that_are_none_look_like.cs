using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What ids that are none look like is known of each, however many there are and however often they come.</summary>
public sealed class What_ids_that_are_none_look_like
{
    [Fact]
    public void However_many_different_ones_there_are()
    {
        var ids = new SpoiledIds();
        for (int each = 0; each < 2_400; each++)
        {
            ids.Add($"{each % 1_200}.0");
            ids.Add($"x{each % 1_200}");
        }

        Assert.Equal(
            "2,400 end in .0: a spreadsheet or a script made numbers of them, 2,400 are something else", ids.Describe());
        Assert.Null(ids.OfAll);
    }

    [Fact]
    public void One_that_comes_again_is_what_it_was()
    {
        var ids = new SpoiledIds();
        foreach (string id in (string[])["none", "x", "1.0", "none", "NONE", "x", "1.0", "#N/A"])
        {
            ids.Add(id);
        }

        Assert.Equal(
            "4 are texts that stand for no value, as 'none', 2 end in .0: a spreadsheet or a script made numbers of them, 2 are something else",
            ids.Describe());
        Assert.True(ids.AreOfSpreadsheet);
    }

    [Fact]
    public void All_of_them_where_that_is_one_thing()
    {
        var ids = new SpoiledIds();
        ids.Add("1.0");
        ids.Add("2.0", 7);
        ids.Add("1.0");
        Assert.Equal("end in .0: a spreadsheet or a script made numbers of them", ids.OfAll!.Words);

        ids.Add(null);
        Assert.Null(ids.OfAll);
    }

    [Fact]
    public void A_text_for_none_is_of_no_spreadsheet()
    {
        var ids = new SpoiledIds();
        ids.Add("n/a");
        ids.Add("N/A");

        Assert.Equal((true, false), (ids.HavePattern, ids.AreOfSpreadsheet));
        Assert.Equal("are texts that stand for no value, as 'n/a'", ids.OfAll!.Words);
    }
}
