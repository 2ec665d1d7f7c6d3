using System.Globalization;
using System.Text;
using System.Xml;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Cli.Commands.Check;

/// <summary>A check as JUnit XML, which build servers show: a test case for each rule.</summary>
internal static class JUnitReport
{
    private const string Suite = "axonius-csv";

    /// <summary>Writes it into a file.</summary>
    /// <exception cref="SettingsException">The file cannot be written.</exception>
    public static void Write(AxoniusCsvCheck check, string path)
    {
        try
        {
            WholeFile.Write(path, NewFiles.OfTheUmask, stream => Write(check, stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The JUnit file '{path}' cannot be written: {FileWords.Of(path, exception)}. "
                + FileWords.Advice(path, exception, "Name a file you may write to."), exception);
        }
    }

    /// <summary>Writes it.</summary>
    public static void Write(AxoniusCsvCheck check, Stream stream)
    {
        AxoniusCsvRule[] rules = Enum.GetValues<AxoniusCsvRule>();
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Suite);
        xml.WriteAttributeString("tests", Number(rules.Length));
        xml.WriteAttributeString("failures", Number(rules.Count(rule => Found(check, rule, AxoniusCsvSeverity.Failure).Any())));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", Number(check.RulesNotTried.Count));
        foreach (AxoniusCsvRule rule in rules)
        {
            WriteCase(xml, check, rule);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, AxoniusCsvCheck check, AxoniusCsvRule rule)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"{Suite}.{Fit(Path.GetFileName(check.Path))}");
        xml.WriteAttributeString("name", rule.ToString());
        string[] failures = [.. Found(check, rule, AxoniusCsvSeverity.Failure)];
        if (failures.Length > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", rule.ToString());
            xml.WriteAttributeString("message", failures[0]);
            xml.WriteString(string.Join('\n', failures));
            xml.WriteEndElement();
        }
        else if (check.RulesNotTried.Contains(rule))
        {
            xml.WriteElementString("skipped", "");
        }

        if (string.Join('\n', Found(check, rule, AxoniusCsvSeverity.Warning)) is { Length: > 0 } warnings)
        {
            xml.WriteElementString("system-out", warnings);
        }

        xml.WriteEndElement();
    }

    private static IEnumerable<string> Found(AxoniusCsvCheck check, AxoniusCsvRule rule, AxoniusCsvSeverity severity) =>
        check.Findings.Where(finding => finding.Rule == rule && finding.Severity == severity).Select(finding => Fit(finding.Message));

    // XML has no place for some characters that a value or a name may hold.
    private static string Fit(string text) =>
        string.Concat(ShownText.Line(text).Select(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '?'));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
