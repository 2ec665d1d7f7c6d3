namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>The cells of an entry of a software list, by their place.</summary>
internal static class SoftwareCell
{
    public const int FullName = 0;
    public const int IsIgnored = 1;
    public const int IgnoredReason = 2;
    public const int Category = 3;
    public const int GaDate = 4;
    public const int EolDate = 5;
    public const int EosDate = 6;
    public const int Stage = 7;
    public const int LifeCycleConfidence = 8;
    public const int EolSupportStage = 9;
    public const int EosSupportStage = 10;

    /// <summary>The names of the cells, in order, as Qualys has them.</summary>
    public static readonly string[] Names =
    [
        "fullName", "isIgnored", "ignoredReason", "category", "gaDate", "eolDate", "eosDate", "stage",
        "lifeCycleConfidence", "eolSupportStage", "eosSupportStage",
    ];

    /// <summary>How many cells an entry has.</summary>
    public const int Count = EosSupportStage + 1;
}
