using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Planning;

/// <summary>What would come of an export: the same steps as of the stages that group and split, without their tables.</summary>
internal sealed class CheckedPlan
{
    private CheckedPlan()
    {
    }

    /// <summary>How many rows belong to an id that stands in several.</summary>
    public long DuplicateRows { get; private init; }

    /// <summary>How many ids are left out.</summary>
    public long ExcludedAssets { get; private init; }

    /// <summary>How many assets have no value for any attribute.</summary>
    public long AssetsWithoutValues { get; private init; }

    /// <summary>How many assets would be sent.</summary>
    public long Assets { get; private set; }

    /// <summary>In how many groups.</summary>
    public long Groups { get; private set; }

    /// <summary>In how many batches.</summary>
    public long Batches { get; private set; }

    /// <summary>The ids.</summary>
    public AxoniusCsvAssetIds AssetIds { get; private init; } = new();

    /// <summary>Makes it.</summary>
    /// <param name="input">The assets; what is not sent is excluded in it.</param>
    /// <param name="sets">Their sets of values.</param>
    /// <param name="options">How duplicates are taken and batches made.</param>
    /// <param name="fates">Takes the fate of each row.</param>
    public static CheckedPlan Of(GroupInput input, Utf8KeyIndex sets, ExportCheckOptions options, RowFates fates)
    {
        var ids = new AssetIdCount();
        for (int row = 0; row < input.Count; row++)
        {
            ids.Add(input.AssetIdOf(row));
        }

        (long duplicates, long excluded) = Planning.DuplicateRows.Exclude(input, options.DuplicateAction, repeated =>
        {
            if (!repeated.IsFirst)
            {
                ids.TakeBack(input.AssetIdOf(repeated.Row));
            }

            if (!repeated.IsKept)
            {
                fates.Add(repeated.IsLeftOut ? RowFates.LeftOut : RowFates.Repeated, input.LineOf(repeated.Row), input.AssetIdOf(repeated.Row));
            }
        });

        // Of a set without values nothing but the ends of its values is there.
        byte[] nothing = new byte[options.Import.Contract.Columns.Count];
        nothing.AsSpan().Fill(AxoniusCsvReader.ValueEnd);
        int withoutValues = sets.Find(nothing);
        AssetIdsBySet assetIds = input.CollectAssetIds();
        var plan = new CheckedPlan
        {
            DuplicateRows = duplicates,
            ExcludedAssets = excluded,
            AssetsWithoutValues = withoutValues == 0 ? 0 : assetIds.Of(withoutValues).Count,
            AssetIds = ids.ToAssetIds(),
        };
        for (int set = 1; set <= sets.Count; set++)
        {
            int assets = set == withoutValues ? 0 : assetIds.Of(set).Count;
            plan.Assets += assets;
            plan.Groups += assets > 0 ? 1 : 0;
            plan.Batches += (assets + options.BatchSize - 1) / options.BatchSize;
        }

        for (int row = 0; row < input.Count; row++)
        {
            if (!input.IsExcluded(row))
            {
                fates.Add(input.SetIdOf(row) == withoutValues ? nameof(RejectionReason.NoValues) : RowFates.Usable, input.LineOf(row), input.AssetIdOf(row));
            }
        }

        return plan;
    }
}
