namespace QualysCustomAttributes.Verifying;

/// <summary>Functions could not be tried.</summary>
public sealed class FunctionTrialException : ConnectorException
{
    private FunctionTrialException(string errorId, ConnectorErrorKind kind, string message, ulong assetId)
        : base(errorId, kind, message, assetId, null)
    {
    }

    internal static FunctionTrialException NoSuchAsset(ulong assetId) => new(
        "TrialAssetNotFound", ConnectorErrorKind.NotFound,
        $"Qualys shows no asset {assetId} to this account. Nothing was sent. Name another one.", assetId);

    internal static FunctionTrialException NotConfirmed(ulong assetId, string call, string? why) => new(
        "TrialNotConfirmed", ConnectorErrorKind.InvalidData,
        $"Nothing was learnt: Qualys did not confirm that it {call} an attribute of asset {assetId}, which it must be able to{(why is null ? "" : $" ({why.TrimEnd('.')})")}. "
        + "Name an asset that this account may change.", assetId);

    internal static FunctionTrialException NotShown(ulong assetId, TimeSpan waited) => new(
        "TrialNotShown", ConnectorErrorKind.Resource,
        $"Nothing was learnt: what was changed on asset {assetId} did not show within {WaitText.Of(waited)}. Try again, and wait longer.", assetId);
}
