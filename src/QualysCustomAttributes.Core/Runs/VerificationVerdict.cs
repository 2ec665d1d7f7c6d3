namespace QualysCustomAttributes.Runs;

/// <summary>What reading an asset back says of one of its attributes.</summary>
public enum VerificationVerdict : long
{
    /// <summary>It has the value that was sent, or is not there any more where it was to be removed.</summary>
    AsWanted,

    /// <summary>It has another value, or is still there though it was to be removed.</summary>
    Different,

    /// <summary>The asset does not have it.</summary>
    Missing,

    /// <summary>There is no such asset, or the account may not see it.</summary>
    NotFound,
}
