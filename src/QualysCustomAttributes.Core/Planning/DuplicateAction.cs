namespace QualysCustomAttributes.Planning;

/// <summary>What happens to an asset id that stands in several rows.</summary>
public enum DuplicateAction : long
{
    /// <summary>Rows that agree count once; an id whose rows disagree is left out, with a warning.</summary>
    ExcludeConflicting,

    /// <summary>Every repeated id is left out, whether its rows agree or not: the reference connector's rule.</summary>
    Exclude,
}
