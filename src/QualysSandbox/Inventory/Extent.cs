using System.Globalization;

namespace QualysSandbox.Inventory;

/// <summary>Says which assets a request is about.</summary>
internal static class Extent
{
    public static string Of(InventoryQuery query)
    {
        string since = query.UpdatedSince is { } date
            ? string.Create(CultureInfo.InvariantCulture, $" since {date.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}")
            : "";
        return query.Filter is { } filter ? $"{since} where {filter}" : since;
    }
}
