namespace ModuleHelp;

/// <summary>Something in a page which breaks the schema.</summary>
/// <param name="File">The page, as it was named to the reader.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Code">The kind of problem, one of the constants of this type.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
public sealed record HelpProblem(string File, int Line, string Code, string Message)
{
    /// <summary>A part which the schema requires is missing or empty.</summary>
    public const string Missing = "MH001";

    /// <summary>A part which the schema does not know, or knows elsewhere or only once.</summary>
    public const string Unexpected = "MH002";

    /// <summary>A parameter has no yaml block.</summary>
    public const string NoParameterBlock = "MH003";

    /// <summary>The front matter or a yaml block cannot be read.</summary>
    public const string Malformed = "MH004";

    /// <summary>Two parts of a page, or the page and its file name, contradict each other.</summary>
    public const string Contradiction = "MH005";

    /// <summary>A file or folder cannot be found, read or written, or the program was called wrongly.</summary>
    public const string Usage = "MH006";

    /// <summary>The problem in the form in which MSBuild recognises an error.</summary>
    /// <returns>One line: file, line, code and message.</returns>
    public override string ToString() => $"{File}({Line}): error {Code}: {Message}";
}
