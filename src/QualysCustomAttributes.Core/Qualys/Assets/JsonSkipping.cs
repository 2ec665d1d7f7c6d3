using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Goes over values of JSON that nobody asks for, which may be all of a page, and heeds a stop.</summary>
internal static class JsonSkipping
{
    private const int TokensBetweenLooks = 4096;

    /// <summary>Goes to the end of the value at which the reader stands, or of the value of the name at which it stands.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void SkipHeeding(this ref Utf8JsonReader reader, CancellationToken stop)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
        }

        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        int depth = reader.CurrentDepth;
        for (int tokens = 1; reader.Read() && reader.CurrentDepth > depth; tokens++)
        {
            if (tokens % TokensBetweenLooks == 0)
            {
                stop.ThrowIfCancellationRequested();
            }
        }
    }
}
