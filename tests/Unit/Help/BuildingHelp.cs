using System.Xml.Linq;
using ModuleHelp;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Help;

public sealed class BuildingHelp : IDisposable
{
    private const string About = """
        # about_Fake

        ## Short description
        All about *fakes*.

        ## Long description
        A text which is longer than a line of the console is wide and therefore has to go on in the next one.

        - an item which is longer than a line of the console is wide too, so that it hangs under its own text

        1. a numbered item which is longer than a line of the console is wide hangs as well

        ### Deeper

        ```powershell
        Get-Plain |
            Split-Fake
        ```
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sound_pages_become_one_file_in_a_folder_that_need_not_exist()
    {
        Page("Split-Fake.md", SamplePages.Split);
        Page("Get-Plain.md", SamplePages.Plain);
        Page("about_Fake.md", About);

        var (code, output) = Run("pages", "out/en-US/Fake.dll-Help.xml");

        Assert.Equal((0, ""), (code, output));
        Assert.Equal(2, XDocument.Load(_folder.File("out/en-US/Fake.dll-Help.xml")).Root!.Elements().Count());
    }

    [Fact]
    public void The_same_pages_give_the_same_bytes_without_a_mark_or_carriage_returns()
    {
        Page("Split-Fake.md", SamplePages.Split.ReplaceLineEndings("\r\n"));
        Run("pages", "one/Fake.dll-Help.xml");
        Page("Split-Fake.md", SamplePages.Split.ReplaceLineEndings("\n"));
        Run("pages", "two/Fake.dll-Help.xml");

        var bytes = File.ReadAllBytes(_folder.File("one/Fake.dll-Help.xml"));
        Assert.Equal(bytes, File.ReadAllBytes(_folder.File("two/Fake.dll-Help.xml")));
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.Equal((byte)'<', bytes[0]);
    }

    [Fact]
    public void Problems_of_all_pages_are_printed_a_line_each_and_nothing_is_written()
    {
        Page("Split-Fake.md", SamplePages.Split.With("Type: Int32", "Type;"));
        Page("Get-Plain.md", SamplePages.Plain.With("Gets something plain.", ""));

        var (code, output) = Run("pages", "out/Fake.dll-Help.xml");

        Assert.Equal(1, code);
        Assert.Equal(3, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"/pages/Get-Plain.md(10): error MH001: The section SYNOPSIS is empty.{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void A_page_for_another_help_file_is_a_problem()
    {
        Page("Get-Plain.md", SamplePages.Plain);

        var (code, output) = Run("pages", "out/Other.dll-Help.xml");

        Assert.Equal(1, code);
        Assert.Contains("Get-Plain.md(1): error MH005: Front matter: 'external help file' is 'Fake.dll-Help.xml', but 'Other.dll-Help.xml' is written.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void No_pages_are_a_problem()
    {
        Directory.CreateDirectory(_folder.File("pages"));

        Assert.Equal(1, Run("pages", "out/Fake.dll-Help.xml").Code);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_problem_and_not_a_crash()
    {
        var (code, output) = Run("nowhere", "out/Fake.dll-Help.xml");

        Assert.Equal(1, code);
        Assert.StartsWith("ModuleHelp : error MH006: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pages")]
    [InlineData("pages", "out.xml", "--about")]
    [InlineData("pages", "out.xml", "--topics", "pages", "out")]
    public void A_wrong_call_is_an_error_that_says_how_to_call(params string[] arguments)
    {
        var output = new StringWriter();

        Assert.Equal(1, HelpBuild.Run(arguments, output));
        Assert.StartsWith("ModuleHelp : error MH006: ModuleHelp <pagesFolder> <outputFile>", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_about_page_becomes_wrapped_text_with_the_synopsis_on_the_fifth_line()
    {
        Page("Get-Plain.md", SamplePages.Plain);
        Page("about_Fake.md", About);

        var code = HelpBuild.Run([_folder.File("pages"), _folder.File("out/Fake.dll-Help.xml"), "--about", _folder.File("pages"), _folder.File("topics")], TextWriter.Null);

        Assert.Equal(0, code);
        Assert.Equal(
            """
            TOPIC
                about_Fake

            SHORT DESCRIPTION
                All about fakes.

            LONG DESCRIPTION
                A text which is longer than a line of the console is wide and therefore
                has to go on in the next one.

                - an item which is longer than a line of the console is wide too, so that
                  it hangs under its own text

                1. a numbered item which is longer than a line of the console is wide
                   hangs as well

              Deeper
                    Get-Plain |
                        Split-Fake

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(_folder.File("topics/about_Fake.help.txt")));
    }

    [Theory]
    [InlineData("# about_Fake", "# about_Other", "The page has no title '# about_Fake'.")]
    [InlineData("## Short description", "## Summary", "The first section is not a SHORT DESCRIPTION, or it is empty.")]
    [InlineData("All about *fakes*.", "", "The first section is not a SHORT DESCRIPTION, or it is empty.")]
    public void An_about_page_without_title_or_short_description_is_a_problem(string from, string to, string message)
    {
        var (text, problems) = AboutTopic.Render("docs/about_Fake.md", About.With(from, to));

        Assert.Null(text);
        Assert.Equal($"docs/about_Fake.md(1): error MH001: {message}", Assert.Single(problems).ToString());
    }

    private void Page(string name, string text)
    {
        Directory.CreateDirectory(_folder.File("pages"));
        File.WriteAllText(Path.Combine(_folder.Path, "pages", name), text);
    }

    private (int Code, string Output) Run(string pages, string file)
    {
        var output = new StringWriter();
        return (HelpBuild.Run([_folder.File(pages), _folder.File(file)], output), output.ToString());
    }
}
