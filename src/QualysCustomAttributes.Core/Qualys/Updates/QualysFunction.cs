namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>What a request does with the custom attributes it names (Qualys, update asset).</summary>
public enum QualysFunction : long
{
    /// <summary>
    /// Adds attributes. By Qualys's rule for collections an attribute whose key exists gets the new value; the reference
    /// connector's documentation says that such a key is left alone. Nobody knows for sure.
    /// </summary>
    Add,

    /// <summary>Changes attributes whose key exists.</summary>
    Update,

    /// <summary>Removes attributes by key; a key that does not exist is ignored.</summary>
    Remove,
}

/// <summary>Reads function names.</summary>
internal static class QualysFunctions
{
    /// <summary>Writes the function as Qualys spells it: <c>add</c>, <c>update</c> or <c>remove</c>.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Its name in a request.</returns>
    public static string ToRequestName(this QualysFunction function) => function switch
    {
        QualysFunction.Add => "add",
        QualysFunction.Update => "update",
        QualysFunction.Remove => "remove",
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    /// <summary>Reads a function's name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The function.</returns>
    /// <exception cref="QualysConfigurationException">It is none of the three.</exception>
    public static QualysFunction Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (QualysFunction function in Enum.GetValues<QualysFunction>())
        {
            if (string.Equals(name.Trim(), function.ToRequestName(), StringComparison.OrdinalIgnoreCase))
            {
                return function;
            }
        }

        throw QualysConfigurationException.FunctionInvalid(name);
    }
}
