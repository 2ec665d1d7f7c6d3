using System.Collections.ObjectModel;
using System.Management.Automation;
using QualysCustomAttributes.Pipeline;

namespace QualysCustomAttributes.Parameters;

/// <summary>Turns paths as PowerShell has them, relative to its location or on one of its drives, into paths of files.</summary>
internal static class FilePaths
{
    /// <summary>Resolves the path of a file, which need not exist.</summary>
    public static string ResolveFile(this PSCmdlet cmdlet, string path)
    {
        string resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        cmdlet.RequireFileSystem(path, provider);
        return resolved;
    }

    /// <summary>Finds the files that a pattern stands for, which may be none.</summary>
    public static Collection<string> ExpandFiles(this PSCmdlet cmdlet, string pattern)
    {
        try
        {
            Collection<string> files = cmdlet.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            cmdlet.RequireFileSystem(pattern, provider);
            return files;
        }
        catch (ItemNotFoundException)
        {
            return [];
        }
    }

    // Else 'Env:PATH' would be taken for a file PATH in whichever folder the process is in.
    private static void RequireFileSystem(this PSCmdlet cmdlet, string path, ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            string message = $"The path '{path}' belongs to PowerShell's provider '{provider.Name}' and names no file. Name a file.";
            cmdlet.ThrowTerminatingError(ConnectorErrorRecords.Fit(new ErrorRecord(
                new PSArgumentException(ShownText.Line(message)), "PathNotInFileSystem", ErrorCategory.InvalidArgument, path)));
        }
    }
}
