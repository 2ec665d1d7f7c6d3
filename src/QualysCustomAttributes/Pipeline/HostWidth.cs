using System.Management.Automation;
using System.Management.Automation.Host;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Cuts lines of which the beginning says enough to the width of the host, so that none of them wraps.</summary>
internal static class HostWidth
{
    private const int Narrowest = 40;
    private const int WhereUnknown = 120;

    /// <summary>Cuts a line, and says by an ellipsis that it was cut.</summary>
    /// <param name="cmdlet">The cmdlet that shows it.</param>
    /// <param name="line">The line.</param>
    /// <param name="before">How many columns stand before it.</param>
    public static string Fit(this PSCmdlet cmdlet, string line, int before = 0) =>
        TerminalColumns.Cut(ShownText.Line(line), Math.Max(Narrowest, Of(cmdlet.Host) - before - 1));

    private static int Of(PSHost host)
    {
        try
        {
            return host.UI?.RawUI is { BufferSize.Width: > 0 and var width } ? width : WhereUnknown;
        }
        catch (Exception exception) when (HostWithoutScreen.Is(exception))
        {
            return WhereUnknown;
        }
    }
}
