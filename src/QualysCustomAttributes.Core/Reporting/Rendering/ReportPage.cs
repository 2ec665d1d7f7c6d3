using System.Security.Cryptography;
using System.Text;
using Fluid.Values;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>What the templates are given.</summary>
/// <param name="Report">The report.</param>
/// <param name="NextCommand">The command that goes on, whole however long it is; <see langword="null"/> where there is none.</param>
internal sealed record ReportPage(QualysRunReport Report, FluidValue? NextCommand)
{
    private const int MostCharts = 6;

    /// <summary>What the run database is called, without its folder.</summary>
    public string FileName => Path.GetFileName(Report.Run.DatabasePath);

    /// <summary>When calls were made: each time that somebody sent, the latest where these are many.</summary>
    public IReadOnlyList<CallChart> Charts { get; } = [.. (Report.Calls?.Times ?? []).TakeLast(MostCharts).Select(CallChart.Of)];

    /// <summary>How many times somebody sent that are not drawn.</summary>
    public int ChartsLeftOut => Math.Max(0, (Report.Calls?.Times.Count ?? 0) - MostCharts);

    /// <summary>What the style is known by: a browser takes no other.</summary>
    public string StyleHash { get; } = Hash("page.css");

    /// <summary>What the script is known by: a browser runs no other, whatever a value brings.</summary>
    public string ScriptHash { get; } = Hash("page.js");

    private static string Hash(string name) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(EmbeddedTemplates.Read(name))))}";
}
