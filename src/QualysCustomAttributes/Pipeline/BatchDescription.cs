using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Words a batch for -WhatIf and -Confirm.</summary>
internal static class BatchDescription
{
    public static string Target(QualysBatch batch, QualysClient? client) =>
        $"{batch}, {Counted.Of(batch.AssetCount, "asset")} {batch.AssetIds[0]}"
        + (batch.AssetCount > 1 ? $" … {batch.AssetIds[^1]}" : "")
        + (client is null ? "" : $" at {client.Address}");

    public static string Action(QualysBatch batch, QualysFunction function) =>
        ShownText.Line($"{function} {string.Join("; ", batch.Attributes)}");
}
