namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>What was read of a body.</summary>
/// <param name="Answer">What it says, or <see langword="null"/> where it is no answer of Qualys.</param>
/// <param name="IsWebPage">Whether it is a page for people instead.</param>
/// <param name="Title">That page's title, as it came, which may hold a secret; nothing where it has none.</param>
/// <param name="Other">The beginning of what is neither, as it came; <see langword="null"/> where there is none.</param>
/// <param name="IsTooDeep">Whether it is nested deeper than any answer of Qualys, and was not read to its end.</param>
internal readonly record struct AnswerReading(QualysAnswer? Answer, bool IsWebPage = false, string? Title = null, byte[]? Other = null, bool IsTooDeep = false);
