namespace QualysCustomAttributes.Runs;

/// <summary>A pair of known and desired values, and what is to be done for the assets that have it.</summary>
/// <param name="PairId">Its number.</param>
/// <param name="KnownSetId">The known values; <see langword="null"/> where none is known.</param>
/// <param name="DesiredSetId">The desired values; <see langword="null"/> where the export does not have the asset.</param>
/// <param name="Actions">A letter for each key: what is done.</param>
/// <param name="Reasons">A letter for each key: why.</param>
/// <param name="AddSetId">The values that are added.</param>
/// <param name="UpdateSetId">The values that replace others.</param>
/// <param name="RemoveSetId">The values that are removed.</param>
internal sealed record PlanPairRow(
    int PairId, int? KnownSetId, int? DesiredSetId, string Actions, string Reasons, int? AddSetId, int? UpdateSetId, int? RemoveSetId);

/// <summary>What a plan says of one key of an asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Position">The key's place in the contract, from 0.</param>
/// <param name="Key">The key.</param>
/// <param name="Known">The known value; <see langword="null"/> where there is none.</param>
/// <param name="Desired">The desired value; <see langword="null"/> where there is none.</param>
/// <param name="Action">The action's name.</param>
/// <param name="Reason">The reason's name.</param>
/// <param name="Line">The line of the export; 0 for an asset that the export does not have.</param>
/// <param name="IsSentBothWays">Whether it is added and updated, because nobody knows that the asset has the key.</param>
internal readonly record struct PlanKeyRow(
    ulong AssetId, int Position, string Key, string? Known, string? Desired, string Action, string Reason, long Line, bool IsSentBothWays);

/// <summary>What a plan was made against.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="State">What tells it from itself at another time.</param>
internal readonly record struct PlanSourceRow(string Path, string State);

/// <summary>How many assets are known to hold values under mapped keys.</summary>
/// <param name="Assets">Under any of them.</param>
/// <param name="Updated">Of these, those of which a value is changed.</param>
/// <param name="Removed">Of these, those of which a value is removed.</param>
/// <param name="ByKey">Under each key, in the contract's order.</param>
internal sealed record PlanHoldings(long Assets, long Updated, long Removed, IReadOnlyList<long> ByKey);

/// <summary>How many assets have the same action for the same reason under a key.</summary>
/// <param name="Position">The key's place in the contract, from 1.</param>
/// <param name="Action">The action's letter.</param>
/// <param name="Reason">The reason's letter.</param>
/// <param name="Assets">How many assets.</param>
internal readonly record struct PlanCountRow(int Position, char Action, char Reason, long Assets);

/// <summary>What is done with the assets of a pair.</summary>
/// <param name="Letters">A letter for each key: what is done.</param>
/// <param name="Reasons">A letter for each key: why.</param>
/// <param name="IsOfHeld">Whether they are known to hold values.</param>
internal readonly record struct PlanActions(string Letters, string Reasons, bool IsOfHeld);
