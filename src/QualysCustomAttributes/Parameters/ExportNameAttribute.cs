using System.Collections;
using System.Management.Automation;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Parameters;

/// <summary>
/// Takes what names a file. Objects that name none, as the rows of Import-Csv, become a name that no file has: so they are refused once,
/// in words, where PowerShell alone would refuse each of a million.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExportNameAttribute : ArgumentTransformationAttribute
{
    /// <summary>Stands for objects that name no file.</summary>
    public const string OfNoFile = "\0";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => IsRow(inputData) ? OfNoFile : inputData;

    private static bool IsRow(object? input) => (input is PSObject wrapped ? wrapped.BaseObject : input) switch
    {
        PSCustomObject => !NamesFile((PSObject)input!),
        string => false,
        IDictionary or System.Data.DataRow => true,
        IEnumerable several => several.Cast<object?>().Take(1).Any(IsRow),
        _ => false,
    };

    // A file that was looked up in another process is such an object, too. A row of an export may have any column, but it has the ids.
    private static bool NamesFile(PSObject row) =>
        ((string[])["PSPath", "FullName", "LiteralPath"]).Any(name => row.Properties[name] is not null)
        && row.Properties[AxoniusContract.DefaultAssetIdHeader] is null;
}
