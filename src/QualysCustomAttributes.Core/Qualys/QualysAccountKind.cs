namespace QualysCustomAttributes.Qualys;

/// <summary>What an account is made of.</summary>
internal enum QualysAccountKind
{
    /// <summary>A user's name and password.</summary>
    User,

    /// <summary>A client's id and secret.</summary>
    Client,

    /// <summary>A token that was made elsewhere.</summary>
    Token,
}
