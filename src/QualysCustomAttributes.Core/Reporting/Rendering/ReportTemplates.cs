using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>
/// Makes text of a report by its templates. Every text that comes from the report goes through one place before a template sees it, and
/// through the encoder on its way out; no template has a say in that.
/// </summary>
internal static class ReportTemplates
{
    private static readonly FluidParser Parser = new();
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly TemplateOptions Html = Options(VisibleText.Of);
    private static readonly TemplateOptions Markdown = Options(MarkdownText.Of);

    /// <summary>Writes the report as one page.</summary>
    public static string ToHtml(QualysRunReport report) => Render("page.html.liquid", report, Html, VisibleText.Of, Encoder);

    /// <summary>Writes the report as Markdown.</summary>
    public static string ToMarkdown(QualysRunReport report) =>
        Render("report.md.liquid", report, Markdown, MarkdownText.Of, NullEncoder.Default);

    private static string Render(
        string template, QualysRunReport report, TemplateOptions options, Func<string, int, string> fit, TextEncoder encoder)
    {
        FluidValue? next = report.Run.NextCommand is { } command ? new StringValue(fit(command, int.MaxValue)) : null;
        var context = new TemplateContext(new ReportPage(report, next), options, allowModelMembers: true);
        return Parser.Parse(EmbeddedTemplates.Read(template)).Render(context, encoder);
    }

    private static TemplateOptions Options(Func<string, int, string> fit)
    {
        var options = new TemplateOptions
        {
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            StrictFilters = true,
            FileProvider = new EmbeddedTemplates(),
            MemberAccessStrategy = new KnownMembers(),
        };
        options.ValueConverters.Add(value => value switch
        {
            string text => new StringValue(fit(text, ReportList.LongestText)),
            TimeSpan time => new StringValue(ReportFilters.Duration(time)),
            Enum name => new StringValue(name.ToString()),
            _ => null,
        });
        ReportFilters.AddTo(options.Filters);
        return options;
    }

    // What is not there would be written as nothing, or as 0.
    private sealed class KnownMembers : MemberAccessStrategy
    {
        private readonly UnsafeMemberAccessStrategy _members = new() { MemberNameStrategy = MemberNameStrategies.SnakeCase };

        public override IMemberAccessor GetAccessor(Type type, string name) => _members.GetAccessor(type, name)
            ?? throw new InvalidOperationException($"A template asks {type.Name} for '{name}', which it does not have.");

        public override void Register(Type type, IEnumerable<KeyValuePair<string, IMemberAccessor>> accessors) =>
            _members.Register(type, accessors);
    }
}
