using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Browser;

/// <summary>The page of a run in a browser: without network, on any screen, on paper, with the keyboard alone, and with hostile texts in it.</summary>
public sealed class The_page_of_a_run(ReportedRun run, Chromium chromium) : IClassFixture<ReportedRun>, IClassFixture<Chromium>
{
    private static readonly string[] Headings =
    [
        "What the plan changes", "Coverage", "Calls to Qualys", "Batches that are not confirmed", "Rejected rows", "Duplicates", "Changes by asset", "Drift",
        "Verification", "Record",
    ];

    [Fact]
    public async Task Opens_offline_and_has_every_section()
    {
        IPage page = await chromium.OpenAsync(run.Page);

        Assert.Equal("Partial", await page.Locator("h1").InnerTextAsync());
        Assert.Equal(Headings, await page.Locator("h2").AllInnerTextsAsync());
        Assert.Equal(ReportedRun.Changed, await page.Locator("#changes tbody tr").CountAsync());
        Assert.NotEqual(0, await page.Locator("#calls svg.chart rect.limited").CountAsync());
        Assert.NotEqual(0, await page.Locator("#calls svg.waits rect").CountAsync());
    }

    [Fact]
    public async Task Its_search_finds_an_asset_by_all_its_words_and_says_how_many_there_are()
    {
        IPage page = await chromium.OpenAsync(run.Page);
        ILocator shown = page.Locator("#changes tbody tr:visible");

        await page.GetByLabel("Search changes").FillAsync("1500000042");
        Assert.Equal(1, await shown.CountAsync());
        Assert.Equal("1 of 80 shown", await page.Locator("#changes output").InnerTextAsync());

        await page.GetByLabel("Search changes").FillAsync("LOANS  3 new");
        Assert.InRange(await shown.CountAsync(), 1, 20);
        Assert.Equal(ReportedRun.Changed, await page.Locator("#changes tbody tr").CountAsync());

        await page.GetByLabel("Search changes").FillAsync("");
        Assert.Equal(ReportedRun.Changed, await shown.CountAsync());
    }

    [Fact]
    public async Task Is_whole_without_its_script()
    {
        IPage page = await chromium.OpenAsync(run.Page, hasScript: false);

        Assert.Equal(ReportedRun.Changed, await page.Locator("#changes tbody tr:visible").CountAsync());
        Assert.Equal(0, await page.Locator("input").CountAsync());
    }

    [Fact]
    public async Task Runs_and_loads_nothing_that_a_text_brings()
    {
        IPage page = await chromium.OpenAsync(run.HostilePage);

        Assert.Equal("Partial: hostile.db", await page.TitleAsync());
        Assert.Equal((1, 0), (await page.Locator("script").CountAsync(), await page.Locator("img").CountAsync()));
        string shown = ReportedRun.Hostile.Replace("\u2028\u202E", "[U+2028][U+202E]", StringComparison.Ordinal);
        Assert.NotEqual(0, await page.Locator("#changes ins").GetByText(shown).CountAsync());
        Assert.NotEqual(0, await page.Locator("#rejected td").GetByText(shown).CountAsync());
        Assert.NotEqual(0, await page.Locator("#batches td").GetByText(shown).CountAsync());
    }

    [Fact]
    public async Task Lets_no_script_run_that_would_get_into_it_all_the_same()
    {
        IPage page = await chromium.OpenAsync(run.Page);

        await page.EvaluateAsync(
            """
            () => {
                const image = document.createElement('div');
                image.innerHTML = '<img src="x" onerror="document.title = 1"><a id="link" href="javascript:document.title = 2">x</a>';
                const script = document.createElement('script');
                script.textContent = 'document.title = 3';
                document.body.append(image, script);
                document.getElementById('link').click();
            }
            """);
        await page.WaitForTimeoutAsync(200);

        Assert.Equal("Partial: run.db", await page.TitleAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Is_as_axe_wants_it_light_and_dark_large_and_small(ColorScheme scheme, int width)
    {
        IPage page = await chromium.OpenAsync(run.Page, scheme, width);

        AxeResult found = await page.RunAxe();

        Assert.NotEmpty(found.Passes);
        Assert.Equal([], found.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        Assert.Equal(
            scheme == ColorScheme.Dark ? "rgb(20, 23, 27)" : "rgb(250, 249, 247)",
            await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task Is_reached_with_the_keyboard_alone()
    {
        IPage page = await chromium.OpenAsync(run.Page);
        int all = await page.Locator("a[href], input, [tabindex='0']").CountAsync();
        var reached = new HashSet<string>();
        await page.EvaluateAsync("document.querySelectorAll('a[href], input, [tabindex]').forEach((each, i) => each.dataset.number = i)");
        for (int i = 0; i < all; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.dataset.number"));
            Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        }

        Assert.InRange(all, 20, 60);
        Assert.Equal(all, reached.Count);
        await page.Locator(".skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("#content", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_on_paper_what_it_is_on_a_screen_but_for_what_one_clicks_and_the_rest_of_long_lists()
    {
        IPage page = await chromium.OpenAsync(run.Page, ColorScheme.Dark);
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.False(await page.Locator("nav").IsVisibleAsync());
        Assert.Equal(0, await page.Locator("input:visible").CountAsync());
        Assert.Equal(40, await page.Locator("#changes tbody tr:visible").CountAsync());
        Assert.True(await page.Locator("#changes .paper").IsVisibleAsync());
        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(0, await page.EvaluateAsync<int>(
            "[...document.querySelectorAll('.scroll')].filter(each => each.scrollHeight > each.clientHeight + 1).length"));
        Assert.InRange((await page.PdfAsync(new() { Format = "A4" })).Length, 10_000, 2_000_000);
    }
}
