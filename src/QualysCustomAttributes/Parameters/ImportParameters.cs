using System.Management.Automation;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Parameters;

/// <summary>Turns the parameters of an import into what Core takes.</summary>
internal static class ImportParameters
{
    public static AxoniusImportOptions Resolve(
        PSCmdlet cmdlet,
        string? path,
        string? literalPath,
        string? databasePath,
        object? mapping,
        string? assetIdColumn,
        ReadingParameters reading,
        bool force,
        bool sharedRead,
        StageCaller caller) =>
        new()
        {
            Path = ExportSource.ResolvePath(cmdlet, path, literalPath),
            Contract = ExportSource.ResolveContract(cmdlet, mapping, assetIdColumn),
            Delimiter = reading.Delimiter,
            Encoding = reading.Encoding,
            KeepInvisible = reading.KeepInvisible,
            TreatAsEmpty = reading.TreatAsEmpty,
            AllowRejected = reading.AllowRejected,
            DatabasePath = databasePath is null ? null : cmdlet.ResolveFile(databasePath),
            Folder = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Replace = force,
            SharedRead = sharedRead,
            Caller = caller,
        };
}
