using Xunit;

namespace QualysCustomAttributes.Shared;

/// <summary>Demands something of each of several things, of which there must be one: of none everything holds.</summary>
internal static class Each
{
    /// <summary>Demands that a rule holds for each.</summary>
    public static void Holds<T>(IEnumerable<T> things, Action<T> rule)
    {
        T[] all = [.. things];
        Assert.NotEmpty(all);
        Assert.All(all, rule);
    }
}
