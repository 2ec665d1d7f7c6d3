using System.Text;

namespace QualysCustomAttributes.Parameters;

/// <summary>How an export is read, as the parameters say it.</summary>
/// <param name="Delimiter">The character between cells, where one was given.</param>
/// <param name="Encoding">The encoding, where one was given.</param>
/// <param name="KeepInvisible">Whether characters that are not seen stay.</param>
/// <param name="TreatAsEmpty">The texts that are taken for no value.</param>
/// <param name="AllowRejected">Whether an export that is mostly rejected is taken.</param>
internal sealed record ReadingParameters(
    char? Delimiter, Encoding? Encoding, bool KeepInvisible, IReadOnlyList<string> TreatAsEmpty, bool AllowRejected);
