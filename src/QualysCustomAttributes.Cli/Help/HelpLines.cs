using System.Text;

namespace QualysCustomAttributes.Cli.Help;

/// <summary>Writes the lines of a help text.</summary>
internal static class HelpLines
{
    public static void AppendPair(this StringBuilder text, int width, string left, string right) =>
        text.Append("  ").Append(left.PadRight(width)).Append("  ").AppendLine(right);
}
