using System.Text.Encodings.Web;
using System.Text.Json;

namespace QualysSandbox.Inventory.MadeUp;

/// <summary>Pieces of JSON that are made once and copied ever after.</summary>
internal static class Fragments
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Readable);

    public static byte[][] OfAll<T>(params IEnumerable<T> values) => [.. values.Select(Of)];
}
