using ModuleHelp;
using Xunit;

namespace QualysCustomAttributes.Unit.Help;

/// <summary>Sound pages, which the tests break in one place each.</summary>
internal static class SamplePages
{
    public const string SplitFile = "docs/en-US/Split-Fake.md";

    public const string Split = """
        ---
        external help file: Fake.dll-Help.xml
        Module Name: Fake
        online version: https://example.com/Split-Fake.md
        schema: 2.0.0
        ---

        # Split-Fake

        ## SYNOPSIS
        Cuts fakes into `batches` & **pieces** <100.

        ## SYNTAX

        ### Payload (Default)
        ```
        Split-Fake [-InputObject] <FakeRecord[]> [[-Action] <FakeAction>] [-DatabasePath <String>] [-BatchSize <Int32>]
         [-WhatIf] [-Confirm] [<CommonParameters>]
        ```

        ### Database
        ```
        Split-Fake -DatabasePath <String> [-Compression <String>] [-BatchSize <Int32>] [-WhatIf] [-Confirm]
         [<CommonParameters>]
        ```

        ## DESCRIPTION
        The first paragraph, which is
        wrapped in the source.

        - one
        - two
          - nested

        | Name | Means |
        | --- | --- |
        | a | first |
        | longer | second |

        See [the site](https://example.com/site) and [Get-Plain](Get-Plain.md).

        ## EXAMPLES

        ### Example 1: Split what is piped
        Prose before the code.

        ```powershell
        Get-Plain |
            Where-Object { $_.Size -lt 3 -and "<&>" } |

            Split-Fake
        ```

        ```Output
            1     2
        ```

        Prose after it.

        ### Example 2: Split a database
        ```powershell
        Split-Fake -DatabasePath ./run.db
        ```

        ## PARAMETERS

        ### -Action
        What to do.

        ```yaml
        Type: FakeAction
        Parameter Sets: Payload
        Aliases:
        Accepted values: Exclude, ExcludeConflicting

        Required: False
        Position: 1
        Default value: ExcludeConflicting
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -BatchSize
        How many.

        ```yaml
        Type: Int32
        Parameter Sets: (All)
        Aliases: Size, Count

        Required: False
        Position: Named
        Default value: 100
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Compression
        How it is packed.

        ```yaml
        Type: String
        Parameter Sets: Database
        Aliases:
        Accepted values: Gzip, None

        Required: False
        Position: Named
        Default value: Gzip
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -DatabasePath
        The run database.

        ```yaml
        Type: String
        Parameter Sets: Database
        Aliases:

        Required: True
        Position: Named
        Default value: None
        Accept pipeline input: True (ByPropertyName)
        Accept wildcard characters: True
        ```

        ```yaml
        Type: String
        Parameter Sets: Payload
        Aliases:

        Required: False
        Position: Named
        Default value: None
        Accept pipeline input: True (ByPropertyName)
        Accept wildcard characters: True
        ```

        ### -InputObject
        What is split.

        ```yaml
        Type: FakeRecord[]
        Parameter Sets: Payload
        Aliases:

        Required: True
        Position: 0
        Default value: None
        Accept pipeline input: True (ByPropertyName, ByValue)
        Accept wildcard characters: False
        ```

        ### -WhatIf
        Shows what would happen.

        ```yaml
        Type: SwitchParameter
        Parameter Sets: (All)
        Aliases: wi

        Required: False
        Position: Named
        Default value: False
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Confirm
        Asks first.

        ```yaml
        Type: SwitchParameter
        Parameter Sets: (All)
        Aliases: cf

        Required: False
        Position: Named
        Default value: False
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### CommonParameters
        This cmdlet supports the common parameters.

        ## INPUTS

        ### QualysCustomAttributes.Unit.Help.FakeRecord
        What another cmdlet writes.

        ## OUTPUTS

        ### QualysCustomAttributes.Unit.Help.FakeBatch
        One a batch.

        ## NOTES
        A note.

        ## RELATED LINKS

        [Online Version:](https://example.com/Split-Fake.md)

        [Get-Plain](Get-Plain.md)

        [The API](https://example.com/api)
        """;

    public const string PlainFile = "docs/en-US/Get-Plain.md";

    public const string Plain = """
        ---
        external help file: Fake.dll-Help.xml
        Module Name: Fake
        online version: https://example.com/Get-Plain.md
        schema: 2.0.0
        ---

        # Get-Plain

        ## SYNOPSIS
        Gets something plain.

        ## SYNTAX

        ```
        Get-Plain [-Mapping <Dictionary[String,Int32]>] [<CommonParameters>]
        ```

        ## DESCRIPTION
        Nothing more.

        ## EXAMPLES

        ### Example 1: Get it
        ```powershell
        Get-Plain
        ```

        ## PARAMETERS

        ### -Mapping
        What maps.

        ```yaml
        Type: Dictionary[String,Int32]
        Parameter Sets: (All)
        Aliases:

        Required: False
        Position: Named
        Default value: None
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ## INPUTS

        ### None

        ## OUTPUTS

        ### None
        """;

    /// <summary>The page with one place changed; the change must hit.</summary>
    public static string With(this string page, string from, string to)
    {
        page = page.ReplaceLineEndings("\n");
        from = from.ReplaceLineEndings("\n");
        Assert.Contains(from, page, StringComparison.Ordinal);
        var at = page.IndexOf(from, StringComparison.Ordinal);
        return page[..at] + to.ReplaceLineEndings("\n") + page[(at + from.Length)..];
    }

    /// <summary>The line, counted from 1, on which a text stands.</summary>
    public static int LineOf(this string page, string text) =>
        Array.FindIndex(page.ReplaceLineEndings("\n").Split('\n'), line => line.StartsWith(text, StringComparison.Ordinal)) + 1;

    public static HelpPage ReadSplit(string page)
    {
        var result = HelpPageReader.Read(SplitFile, page);
        Assert.Empty(result.Problems);
        return result.Page!;
    }
}
