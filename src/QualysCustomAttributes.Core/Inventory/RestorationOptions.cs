namespace QualysCustomAttributes.Inventory;

/// <summary>From which pages an inventory database is made anew, and where.</summary>
internal sealed record RestorationOptions
{
    /// <summary>The folder of the pages.</summary>
    public required string Folder { get; init; }

    /// <summary>The database; the one of the folder where <see langword="null"/>.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>Whether a database that is there is replaced. It stays as it is until the new one is finished.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether others may read the database that is made, as far as the umask lets them.</summary>
    public bool SharedRead { get; init; }
}
