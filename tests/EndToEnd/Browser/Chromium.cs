using Microsoft.Playwright;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Browser;

/// <summary>The browser of the tests: the one that <c>QUALYS_TEST_CHROMIUM</c> names, else a Chromium that is on PATH. None is downloaded.</summary>
public sealed class Chromium : IAsyncDisposable
{
    public const string Variable = "QUALYS_TEST_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome.exe", "msedge.exe"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page in a window of its own, without network; a test is skipped where there is no browser.</summary>
    public async Task<IPage> OpenAsync(string file, ColorScheme scheme = ColorScheme.Light, int width = 1200, bool hasScript = true)
    {
        string? program = Find();
        Assert.SkipWhen(program is null, $"no Chromium: {Variable} names none, and none of {string.Join(", ", Names)} is on PATH");
        _playwright ??= await Playwright.CreateAsync();
        // A sandbox of its own takes rights that a container does not give; what is opened are pages of the tests.
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
        IBrowserContext context = await _browser.NewContextAsync(new()
        {
            Offline = true,
            ColorScheme = scheme,
            JavaScriptEnabled = hasScript,
            ViewportSize = new() { Width = width, Height = 844 },
        });
        IPage page = await context.NewPageAsync();
        var heard = new Heard(page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        Assert.Equal([page.Url], heard.Requests);
        Assert.Empty(heard.Complaints);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>What a page asks for, and what its browser complains of.</summary>
    private sealed class Heard
    {
        public Heard(IPage page)
        {
            page.Request += (_, request) => Requests.Add(request.Url);
            page.Console += (_, message) => Complaints.Add(message.Text);
            page.PageError += (_, error) => Complaints.Add(error);
        }

        public List<string> Requests { get; } = [];

        public List<string> Complaints { get; } = [];
    }
}
