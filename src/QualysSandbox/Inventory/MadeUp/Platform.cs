namespace QualysSandbox.Inventory.MadeUp;

/// <summary>The families of operating systems.</summary>
internal enum Platform
{
    Windows,
    Unix,
    Network,
}
