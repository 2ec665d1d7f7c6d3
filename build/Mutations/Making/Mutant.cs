namespace Mutations.Making;

/// <summary>One fault that is put into Core, and switched on by its number.</summary>
/// <param name="Number">Its number in this build, from 1 on.</param>
/// <param name="File">The file, from Core's folder on.</param>
/// <param name="Line">The line.</param>
/// <param name="Member">The member that it is in.</param>
/// <param name="Change">What was changed into what, on one line.</param>
/// <param name="IsOnce">Whether it is in what runs once a process: it wants a process of its own.</param>
internal sealed record Mutant(int Number, string File, int Line, string Member, string Change, bool IsOnce)
{
    /// <summary>What it is known by from one run to the next, though lines move.</summary>
    public string Key => $"{File} | {Member} | {Change}";

    /// <summary>The room that it is in: the first folder.</summary>
    public string Room => File.Split('/')[0];

    /// <summary>Whether it is in a file, or in a folder, that is named from Core's folder on.</summary>
    public bool IsIn(string place) => File == place || File.StartsWith($"{place}/", StringComparison.Ordinal);
}
