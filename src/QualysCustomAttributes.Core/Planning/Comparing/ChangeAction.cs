namespace QualysCustomAttributes.Planning;

/// <summary>What is to be done with an attribute of an asset.</summary>
public enum ChangeAction : long
{
    /// <summary>Nothing: it is as wanted, or is to stay as it is.</summary>
    None,

    /// <summary>It is added: the asset is not known to have the key.</summary>
    Add,

    /// <summary>Its value is replaced.</summary>
    Update,

    /// <summary>It is taken off the asset.</summary>
    Remove,

    /// <summary>It differs, and is not sent; <see cref="ChangeReason"/> says why.</summary>
    Withheld,
}
