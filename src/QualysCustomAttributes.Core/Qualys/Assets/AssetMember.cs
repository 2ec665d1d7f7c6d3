namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>A member of an object that has a column of its own.</summary>
/// <param name="Field">The field whose value the object is.</param>
/// <param name="Name">The member's name in it.</param>
/// <param name="Column">The column.</param>
internal sealed record AssetMember(string Field, string Name, string Column);
