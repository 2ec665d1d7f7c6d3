using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Each cause for which rows are rejected, of one, of some and of all rows, as the error and as the warning say it.</summary>
public sealed class Causes_of_rejection_in_words
{
    private static readonly string?[] Ids =
    [
        "1500000001.0", "1.5E+09", "###", "1.500.000.009", "'1500000001", "١٢٣", "123e4567-e89b-12d3-a456-426614174000", "NULL", "x", null,
    ];

    private static readonly RejectionReason[] Reasons =
    [
        RejectionReason.ThousandsSeparators, RejectionReason.NoAssetId, RejectionReason.TrimmedValue, RejectionReason.InvalidText, RejectionReason.Malformed,
        RejectionReason.TooLong, RejectionReason.CutShort, RejectionReason.NoValues,
    ];

    [Fact]
    public void The_error_says_how_many_of_all_rows() => Words.AssertAre(
        """
        the only id ends in .0: a spreadsheet or a script made a number of it (spreadsheet)
        1 of 2 ids ends in .0: a spreadsheet or a script made a number of it (spreadsheet)
        all 1,000 ids end in .0: a spreadsheet or a script made numbers of them (spreadsheet)
        2 of 1,002 ids end in .0: a spreadsheet or a script made numbers of them (spreadsheet)
        2 of 3 ids end in .0: a spreadsheet or a script made numbers of them; the other 1 is taken for Axonius's rows of field names and types (spreadsheet)
        the only id is written with an exponent, as 1.5E+09: a spreadsheet made a number of it, and digits are lost (spreadsheet)
        1 of 2 ids is written with an exponent, as 1.5E+09: a spreadsheet made a number of it, and digits are lost (spreadsheet)
        all 1,000 ids are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost (spreadsheet)
        2 of 1,002 ids are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost (spreadsheet)
        2 of 3 ids are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost; the other 1 is taken for Axonius's rows of field names and types (spreadsheet)
        the only id is a row of #: a spreadsheet's column was too narrow (spreadsheet)
        1 of 2 ids is a row of #: a spreadsheet's column was too narrow (spreadsheet)
        all 1,000 ids are rows of #: a spreadsheet's column was too narrow (spreadsheet)
        2 of 1,002 ids are rows of #: a spreadsheet's column was too narrow (spreadsheet)
        2 of 3 ids are rows of #: a spreadsheet's column was too narrow; the other 1 is taken for Axonius's rows of field names and types (spreadsheet)
        the only id has separators between its digits: a spreadsheet made a number of it (spreadsheet)
        1 of 2 ids has separators between its digits: a spreadsheet made a number of it (spreadsheet)
        all 1,000 ids have separators between their digits: a spreadsheet made numbers of them (spreadsheet)
        2 of 1,002 ids have separators between their digits: a spreadsheet made numbers of them (spreadsheet)
        2 of 3 ids have separators between their digits: a spreadsheet made numbers of them; the other 1 is taken for Axonius's rows of field names and types (spreadsheet)
        the only id stands in quotes or behind an apostrophe or =: a spreadsheet made a text of it (spreadsheet)
        1 of 2 ids stands in quotes or behind an apostrophe or =: a spreadsheet made a text of it (spreadsheet)
        all 1,000 ids stand in quotes or behind an apostrophe or =: a spreadsheet made texts of them (spreadsheet)
        2 of 1,002 ids stand in quotes or behind an apostrophe or =: a spreadsheet made texts of them (spreadsheet)
        2 of 3 ids stand in quotes or behind an apostrophe or =: a spreadsheet made texts of them; the other 1 is taken for Axonius's rows of field names and types (spreadsheet)
        the only id has digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits
        1 of 2 ids has digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits
        all 1,000 ids have digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits
        2 of 1,002 ids have digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits
        2 of 3 ids have digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits; the other 1 is taken for Axonius's rows of field names and types
        the only id is a UUID: the column holds ids of another kind
        1 of 2 ids is a UUID: the column holds ids of another kind
        all 1,000 ids are UUIDs: the column holds ids of another kind
        2 of 1,002 ids are UUIDs: the column holds ids of another kind
        2 of 3 ids are UUIDs: the column holds ids of another kind; the other 1 is taken for Axonius's rows of field names and types
        the only id is a text that stands for no value, as 'NULL'
        1 of 2 ids is a text that stands for no value, as 'NULL'
        all 1,000 ids are texts that stand for no value, as 'NULL'
        2 of 1,002 ids are texts that stand for no value, as 'NULL'
        2 of 3 ids are texts that stand for no value, as 'NULL'; the other 1 is taken for Axonius's rows of field names and types
        the only row has an id that is none, as 'x': an id is 1 to 19 digits, above zero
        1 of 2 rows has an id that is none, as 'x': an id is 1 to 19 digits, above zero
        all 1,000 rows have ids that are none, as 'x': an id is 1 to 19 digits, above zero
        2 of 1,002 rows have ids that are none, as 'x': an id is 1 to 19 digits, above zero
        2 of 3 rows have ids that are none, as 'x': an id is 1 to 19 digits, above zero; the other 1 is taken for Axonius's rows of field names and types
        the only row has an id that is none: an id is 1 to 19 digits, above zero
        1 of 2 rows has an id that is none: an id is 1 to 19 digits, above zero
        all 1,000 rows have ids that are none: an id is 1 to 19 digits, above zero
        2 of 1,002 rows have ids that are none: an id is 1 to 19 digits, above zero
        2 of 3 rows have ids that are none: an id is 1 to 19 digits, above zero; the other 1 is taken for Axonius's rows of field names and types
        the only id has thousands separators or a decimal comma: a spreadsheet made a number of it (spreadsheet)
        1 of 2 ids has thousands separators or a decimal comma: a spreadsheet made a number of it (spreadsheet)
        all 1,000 ids have thousands separators or a decimal comma: a spreadsheet made numbers of them (spreadsheet)
        2 of 1,002 ids have thousands separators or a decimal comma: a spreadsheet made numbers of them (spreadsheet)
        2 of 3 ids have thousands separators or a decimal comma: a spreadsheet made numbers of them; the other 1 is taken for Axonius's rows of field names and types (spreadsheet)
        the only row has no asset id
        1 of 2 rows has no asset id
        all 1,000 rows have no asset id
        2 of 1,002 rows have no asset id
        2 of 3 rows have no asset id; the other 1 is taken for Axonius's rows of field names and types
        the only row has a cell that Axonius cut; export fewer fields
        1 of 2 rows has a cell that Axonius cut; export fewer fields
        all 1,000 rows have a cell that Axonius cut; export fewer fields
        2 of 1,002 rows have a cell that Axonius cut; export fewer fields
        2 of 3 rows have a cell that Axonius cut; export fewer fields; the other 1 is taken for Axonius's rows of field names and types
        the only row holds text that is not UTF-8; it may be Windows-1252 or another code page
        1 of 2 rows holds text that is not UTF-8; it may be Windows-1252 or another code page
        all 1,000 rows hold text that is not UTF-8; it may be Windows-1252 or another code page
        2 of 1,002 rows hold text that is not UTF-8; it may be Windows-1252 or another code page
        2 of 3 rows hold text that is not UTF-8; it may be Windows-1252 or another code page; the other 1 is taken for Axonius's rows of field names and types
        the only row has broken quoting
        1 of 2 rows has broken quoting
        all 1,000 rows have broken quoting
        2 of 1,002 rows have broken quoting
        2 of 3 rows have broken quoting; the other 1 is taken for Axonius's rows of field names and types
        the only row is longer than 32 MiB
        1 of 2 rows is longer than 32 MiB
        all 1,000 rows are longer than 32 MiB
        2 of 1,002 rows are longer than 32 MiB
        2 of 3 rows are longer than 32 MiB; the other 1 is taken for Axonius's rows of field names and types
        the export ends in the middle of its only row
        the export ends in the middle of its last row
        the export ends in the middle of its only row
        the export ends in the middle of its last row
        the export ends in the middle of its only row
        the only row is rejected (NoValues)
        1 of 2 rows is rejected (NoValues)
        all 1,000 rows are rejected (NoValues)
        2 of 1,002 rows are rejected (NoValues)
        2 of 3 rows are rejected (NoValues); the other 1 is taken for Axonius's rows of field names and types
        1 of 3 rows has no asset id; the other 2 are taken for Axonius's rows of field names and types
        """,
        [
            .. Ids.Select(id => (RejectionReason.InvalidAssetId, id)).Concat(Reasons.Select(reason => (reason, (string?)null)))
                .SelectMany(each => (string[])[Tally(each, 1, 0), Tally(each, 1, 1), Tally(each, 1000, 0), Tally(each, 2, 1000), Tally(each, 2, 0, schemaRows: 1)]),
            Tally((RejectionReason.NoAssetId, null), 1, 0, schemaRows: 2),
        ]);

    [Fact]
    public void The_most_frequent_cause_comes_first_and_ids_that_differ_are_told_one_beside_the_other()
    {
        var tally = new RejectionTally { FirstBrokenLine = 7 };
        Assert.Equal(default, tally.Most);
        tally.AddRejected(RejectionReason.Malformed, null);
        tally.AddRejected(RejectionReason.InvalidAssetId, "1.0", 2);
        tally.AddRejected(RejectionReason.InvalidAssetId, "x", 1);
        tally.AddRejected(RejectionReason.InvalidAssetId, "###", 3);

        Assert.Equal((RejectionReason.InvalidAssetId, 6L), tally.Most);
        Assert.Equal(
            "6 of 7 ids are none: 3 are rows of #: a spreadsheet's column was too narrow, 2 end in .0: a spreadsheet or a script made numbers of them, "
                + "1 is something else; 1 of 7 rows has broken quoting, at line 7",
            tally.Describe());
        Assert.StartsWith(" Export again from Axonius", tally.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_the_rows_are_not_most_and_rows_without_id_count_for_themselves()
    {
        var tally = new RejectionTally();
        tally.AddUsed();
        tally.AddUsed();
        tally.AddRejected(RejectionReason.Malformed, null);
        tally.AddRejected(RejectionReason.TooLong, null);
        tally.AddRejected(RejectionReason.SchemaRow, null);

        Assert.Equal((4L, 2L, false), (tally.Rows, tally.UsedRows, tally.IsMostlyRejected));
        tally.TakeBack(RejectionReason.CutShort);
        Assert.Equal((4L, 1L, true), (tally.Rows, tally.UsedRows, tally.IsMostlyRejected));

        var without = new RejectionTally();
        without.AddUsed();
        without.AddUsed();
        without.AddRejected(RejectionReason.NoAssetId, null, 2);
        without.AddRejected(RejectionReason.TooLong, null);
        Assert.False(without.IsMostlyRejected);
        without.AddRejected(RejectionReason.NoAssetId, null, 2);
        Assert.True(without.IsMostlyRejected);
        Assert.Equal("", without.Advice);
    }

    [Fact]
    public void The_warning_says_how_many_and_where_the_first_is() => Words.AssertAre(
        """
        1 row, or id of a row, was rejected: 1 has an id that is none: it ends in .0: a spreadsheet or a script made a number of it (at line 5). (spreadsheet)
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they end in .0: a spreadsheet or a script made numbers of them (the first at line 5). (spreadsheet)
        1 row, or id of a row, was rejected: 1 has an id that is none: it is written with an exponent, as 1.5E+09: a spreadsheet made a number of it, and digits are lost (at line 5). (spreadsheet)
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost (the first at line 5). (spreadsheet)
        1 row, or id of a row, was rejected: 1 has an id that is none: it is a row of #: a spreadsheet's column was too narrow (at line 5). (spreadsheet)
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they are rows of #: a spreadsheet's column was too narrow (the first at line 5). (spreadsheet)
        1 row, or id of a row, was rejected: 1 has an id that is none: it has separators between its digits: a spreadsheet made a number of it (at line 5). (spreadsheet)
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they have separators between their digits: a spreadsheet made numbers of them (the first at line 5). (spreadsheet)
        1 row, or id of a row, was rejected: 1 has an id that is none: it stands in quotes or behind an apostrophe or =: a spreadsheet made a text of it (at line 5). (spreadsheet)
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they stand in quotes or behind an apostrophe or =: a spreadsheet made texts of them (the first at line 5). (spreadsheet)
        1 row, or id of a row, was rejected: 1 has an id that is none: it has digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they have digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits (the first at line 5).
        1 row, or id of a row, was rejected: 1 has an id that is none: it is a UUID: the column holds ids of another kind (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they are UUIDs: the column holds ids of another kind (the first at line 5).
        1 row, or id of a row, was rejected: 1 has an id that is none: it is a text that stands for no value, as 'NULL' (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 have ids that are none: they are texts that stand for no value, as 'NULL' (the first at line 5).
        1 row, or id of a row, was rejected: 1 is no asset id (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 are no asset ids (the first at line 5).
        1 row, or id of a row, was rejected: 1 is no asset id (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 are no asset ids (the first at line 5).
        1 row, or id of a row, was rejected: 1 has an id with thousands separators or a decimal comma (at line 5). (spreadsheet)
        1,000 rows, or ids of rows, were rejected: 1,000 have an id with thousands separators or a decimal comma (the first at line 5). (spreadsheet)
        1 row, or id of a row, was rejected: 1 has no asset id (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 have no asset id (the first at line 5).
        1 row, or id of a row, was rejected: 1 has a cell that Axonius cut (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 have a cell that Axonius cut (the first at line 5).
        1 row, or id of a row, was rejected: 1 holds text that is not UTF-8 (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 hold text that is not UTF-8 (the first at line 5).
        1 row, or id of a row, was rejected: 1 has broken quoting (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 have broken quoting (the first at line 5).
        1 row, or id of a row, was rejected: 1 is longer than 32 MiB (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 are longer than 32 MiB (the first at line 5).


        1 row, or id of a row, was rejected: 1 is NoValues (at line 5).
        1,000 rows, or ids of rows, were rejected: 1,000 are NoValues (the first at line 5).
        4 rows, or ids of rows, were rejected, beside 1 row of names and types: 3 have ids that are none: 1 ends in .0: a spreadsheet or a script made a number of it, 2 are something else (the first at line 5); 1 is cut short by the end of the export (at line 9). (spreadsheet)
        """,
        Ids.Select(id => (RejectionReason.InvalidAssetId, id)).Concat(Reasons.Select(reason => (reason, (string?)null)))
            .SelectMany(each => (string?[])[Warning(new RejectedRow(5, each.Item2, each.Item1, "")), Warning(
                new RejectedRow(5, each.Item2, each.Item1, "") { Records = 999 }, new RejectedRow(6, each.Item2, each.Item1, ""))])
            .Append(Warning(
                new RejectedRow(5, "1.0", RejectionReason.InvalidAssetId, ""), new RejectedRow(6, "x", RejectionReason.InvalidAssetId, ""),
                new RejectedRow(7, "y", RejectionReason.InvalidAssetId, ""), new RejectedRow(8, null, RejectionReason.SchemaRow, ""),
                new RejectedRow(9, null, RejectionReason.CutShort, ""))));

    [Fact]
    public void Rows_in_another_encoding_are_what_the_warning_is_about()
    {
        Assert.Equal(WarningSubject.TextInAnotherEncoding, About(RejectionReason.InvalidText));
        Assert.Equal(WarningSubject.Other, About(RejectionReason.Malformed));
        Assert.Null(About(RejectionReason.SchemaRow));

        static WarningSubject? About(RejectionReason reason)
        {
            var counts = new RejectedCounts();
            counts.Add(new RejectedRow(5, null, reason, ""));
            return counts.Warning("run.db", "UTF-8")?.Subject;
        }
    }

    private static string Tally((RejectionReason Reason, string? Id) cause, long rejected, int used, int schemaRows = 0)
    {
        var tally = new RejectionTally();
        for (int i = 0; i < used; i++)
        {
            tally.AddUsed();
        }

        tally.AddRejected(cause.Reason, cause.Id, rejected);
        tally.AddRejected(RejectionReason.SchemaRow, null, schemaRows);
        return tally.Describe() + (tally.Advice.Length > 0 ? " (spreadsheet)" : "");
    }

    private static string? Warning(params RejectedRow[] rows)
    {
        var counts = new RejectedCounts();
        foreach (RejectedRow row in rows)
        {
            counts.Add(row);
        }

        return counts.Warning("run.db", "UTF-8")?.Message.Replace(SpoiledIds.ExportAgain, " (spreadsheet)", StringComparison.Ordinal);
    }
}
