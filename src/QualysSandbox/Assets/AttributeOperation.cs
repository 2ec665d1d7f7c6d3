namespace QualysSandbox.Assets;

/// <summary>The three things a request may do to custom attributes.</summary>
public enum AttributeOperation
{
    /// <summary>Adds keys; whether it also changes existing ones is an option of the sandbox.</summary>
    Add,

    /// <summary>Changes the keys that the asset has, and no others.</summary>
    Update,

    /// <summary>Removes keys; one that the asset does not have is ignored.</summary>
    Remove,
}
