using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Verifying;

/// <summary>Whether the asset has the key that a function is given.</summary>
public enum KeySituation : long
{
    /// <summary>It has it.</summary>
    Existing,

    /// <summary>It does not.</summary>
    Missing,
}

/// <summary>What a function was seen to do.</summary>
public enum FunctionBehaviour : long
{
    /// <summary>Qualys says success, and the asset is as it was.</summary>
    DoesNothing,

    /// <summary>Qualys says success, and the asset has the value.</summary>
    Writes,

    /// <summary>Qualys refuses the request, and the asset is as it was.</summary>
    Refuses,
}

/// <summary>What a function of Qualys does with a key in a situation of which nobody outside Qualys knows it for sure, as it was tried on an asset.</summary>
public sealed class QualysFunctionBehaviour
{
    internal QualysFunctionBehaviour(QualysFunction function, KeySituation situation, FunctionBehaviour behaviour, ulong assetId, DateTimeOffset triedAt, string? error)
    {
        Function = function;
        Situation = situation;
        Behaviour = behaviour;
        AssetId = assetId;
        TriedAt = triedAt;
        Error = error;
    }

    /// <summary>The function.</summary>
    public QualysFunction Function { get; }

    /// <summary>Whether the asset had the key.</summary>
    public KeySituation Situation { get; }

    /// <summary>What was seen.</summary>
    public FunctionBehaviour Behaviour { get; }

    /// <summary>The asset it was tried on.</summary>
    public ulong AssetId { get; }

    /// <summary>When it was tried.</summary>
    public DateTimeOffset TriedAt { get; }

    /// <summary>What Qualys said where it refused; <see langword="null"/> where it did not.</summary>
    public string? Error { get; }

    /// <summary>What was seen, in words, as <c>Add with a key that exists: Writes</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Function} with a key that {(Situation == KeySituation.Existing ? "exists" : "is missing")}: {Behaviour}";
}
