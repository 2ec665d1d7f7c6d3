using System.Collections.ObjectModel;

namespace QualysCustomAttributes;

/// <summary>A list whose text is that of its items: a column of a CSV file that an object is written into can be read.</summary>
/// <param name="items">The items.</param>
internal sealed class ReadableList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    /// <summary>The items, parted by semicolons.</summary>
    public override string ToString() => string.Join("; ", this);
}

/// <summary>Makes such lists.</summary>
internal static class ReadableList
{
    /// <summary>The items as such a list.</summary>
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> items) => new ReadableList<T>([.. items]);
}
