using System.Text;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Reads the names in an object, which may be no text at all: a name can hold half a surrogate pair.</summary>
internal static class MemberName
{
    /// <summary>Whether the name at which the reader stands is this one.</summary>
    public static bool IsNamed(this in Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped
            ? Encoding.UTF8.GetBytes(ReadText(reader)).AsSpan().SequenceEqual(name)
            : reader.ValueSpan.SequenceEqual(name);

    /// <summary>Reads the name, or text, at which the reader stands; one that is no text as it was received.</summary>
    public static string ReadText(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }
}
