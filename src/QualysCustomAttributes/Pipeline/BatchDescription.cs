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

    /// <summary>The whole in a line, what tells one batch from another first.</summary>
    public static string Line(string where, QualysBatch batch, QualysFunction function) =>
        $"{where}, group {batch.GroupNumber} batch {batch.BatchNumber}, "
        + $"{(batch.AssetCount == 1 ? $"asset {batch.AssetIds[0]}" : Counted.Of(batch.AssetCount, "asset"))}: {Action(batch, function)}";

    public static string Action(QualysBatch batch, QualysFunction function) =>
        ShownText.Line($"{function} {batch.Attributes}");
}
