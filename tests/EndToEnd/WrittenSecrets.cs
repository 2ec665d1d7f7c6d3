using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Xunit;

namespace QualysCustomAttributes.EndToEnd;

/// <summary>Secrets in every form in which somebody may find them again.</summary>
internal sealed class WrittenSecrets
{
    private static readonly Encoding[] Encodings = [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    private readonly (string Form, byte[] Bytes)[] _forms;

    private readonly string[] _secrets;

    private WrittenSecrets(string[] secrets) => (_secrets, _forms) = (secrets,
    [
        .. secrets.Where(secret => secret.Length > 0).SelectMany(Forms).Distinct()
            .SelectMany(form => Encodings.Select(encoding => ($"{form} ({encoding.WebName})", encoding.GetBytes(form)))),
    ]);

    /// <summary>An account: name, password, and both as Basic sends them.</summary>
    public static WrittenSecrets Of(string userName, string password, params IEnumerable<string> others) =>
        new([userName, password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}")), .. others]);

    /// <summary>Demands that no form stands in a text.</summary>
    public void RequireNotIn(string what, string text) => RequireNotIn(what, Encoding.UTF8.GetBytes(text));

    /// <summary>Demands that no form stands in a file.</summary>
    public void RequireNotIn(string what, byte[] bytes) => Assert.Empty(
        _forms.Select(form => (form.Form, Place: bytes.AsSpan().IndexOf(form.Bytes))).Where(found => found.Place >= 0)
            .Select(found => $"{found.Form}: {Around(bytes, found.Place)} (in {what})"));

    /// <summary>Demands that no form stands in any file of a folder, nor in its name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="nameOnRecord">
    /// A user's name, which run databases have on record and nothing else has: going on with a run asks for that account again.
    /// </param>
    public void RequireNotUnder(string folder, string? nameOnRecord = null)
    {
        WrittenSecrets inDatabases = nameOnRecord is null ? this : new([.. _secrets.Where(secret => secret != nameOnRecord)]);
        Each.Holds(
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories),
            file =>
            {
                RequireNotIn(file, file);
                bool isDatabase = Path.GetExtension(file).StartsWith(".db", StringComparison.Ordinal);
                (isDatabase ? inDatabases : this).RequireNotIn(file, Read(file));
            });
    }

    private static string Around(byte[] bytes, int place) =>
        Encoding.Latin1.GetString(bytes[Math.Max(0, place - 20)..Math.Min(bytes.Length, place + 20)]);

    private static byte[] Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return bytes;
        }

        using var unpacked = new MemoryStream();
        using var reader = new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
        reader.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static IEnumerable<string> Forms(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        string json = JsonEncodedText.Encode(secret).Value;
        return
        [
            secret,
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            Uri.EscapeDataString(Uri.EscapeDataString(secret)),
            string.Concat(bytes.Select(value => $"%{value:x2}")),
            string.Concat(bytes.Select(value => $"%{value:X2}")),
            WebUtility.HtmlEncode(secret),
            SecurityElement.Escape(secret),
            string.Concat(secret.Select(letter => $"&#x{(int)letter:x};")),
            string.Concat(secret.Select(letter => $"&#{(int)letter};")),
            json,
            JsonEncodedText.Encode(json).Value,
            JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
            string.Concat(secret.Select(letter => $"\\u{(int)letter:x4}")),
            Convert.ToBase64String(bytes).TrimEnd('='),
            Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            Convert.ToBase64String(Encoding.Unicode.GetBytes(secret)).TrimEnd('='),
            Convert.ToBase64String(Encoding.Latin1.GetBytes(secret)).TrimEnd('='),
        ];
    }
}
