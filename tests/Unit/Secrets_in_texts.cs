using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys;
using Xunit;

namespace QualysCustomAttributes.Unit;

/// <summary>A secret is found however it is written, and the account in an address whoever wrote it there.</summary>
public sealed class Secrets_in_texts
{
    private const string Password = "pä ss/w+rd&\"<'\\%😀:1";

    private static readonly string Token =
        $"eyJhbGciOiJSUzI1NiJ9.{Convert.ToBase64String([.. Enumerable.Range(0, 150).Select(i => (byte)(i * 7))]).Replace('+', '-').Replace('/', '_').TrimEnd('=')}.c2ln";

    public static TheoryData<string> Forms =>
    [
        Password,
        Uri.EscapeDataString(Password),
        Uri.EscapeDataString(Password).ToLowerInvariant(),
        Uri.EscapeDataString(Uri.EscapeDataString(Password)),
        WebUtility.UrlEncode(Password),
        WebUtility.HtmlEncode(Password),
        System.Security.SecurityElement.Escape(Password),
        WebUtility.HtmlEncode(WebUtility.HtmlEncode(Password)),
        string.Concat(Password.EnumerateRunes().Select(rune => $"&#x{rune.Value:x};")),
        string.Concat(Password.EnumerateRunes().Select(rune => $"&#{rune.Value};")),
        JsonEncodedText.Encode(Password).Value,
        JsonEncodedText.Encode(JsonEncodedText.Encode(Password).Value).Value,
        string.Concat(Password.Select(unit => $"\\u{(int)unit:X4}")),
        string.Concat(Password.ToUpperInvariant().Select(unit => $"\\u{(int)unit:X4}")),
        JsonEncodedText.Encode(Password.ToUpperInvariant()).Value,
        Password.Replace("/", "\\/", StringComparison.Ordinal),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(Password))),
        Convert.ToBase64String(Encoding.Unicode.GetBytes(Password)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"jane:{Password}")),
        Password.ToUpperInvariant(),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Password)),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Password)),
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Password)),
        "jane",
        "user%3Djane%26x",
        "\"jane\"",
    ];

    [Fact]
    public void Are_taken_out_of_UTF_16_that_was_escaped_besides()
    {
        const string secret = "p&<\"w'\\ zz%2F+z=/ab";
        string wide = string.Concat(secret.Select(unit => $"{unit}\0"));
        var relaxed = new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        foreach (string form in (string[])[wide, JsonSerializer.Serialize(wide), JsonSerializer.Serialize(wide, relaxed), Uri.EscapeDataString(wide), WebUtility.HtmlEncode(wide)])
        {
            string redacted = new QualysCredential("jane", secret).Redact($"before {form} behind");

            Assert.Matches("^before \"?\\[redacted\\](\\0|\\\\u0000|%00)?\"? behind$", redacted);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Are_taken_out_in_every_form(string form)
    {
        string redacted = new QualysCredential("jane", Password).Redact($"before {form} behind");

        Assert.Contains(SecretText.Redacted, redacted, StringComparison.Ordinal);
        Assert.DoesNotContain(form, redacted, StringComparison.Ordinal);
        Assert.StartsWith("before ", redacted, StringComparison.Ordinal);
        Assert.EndsWith(" behind", redacted, StringComparison.Ordinal);
    }

    public static TheoryData<string> FormsOfToken =>
    [
        Token,
        string.Concat(Token.Select(unit => $"&#x{(int)unit:x};")),
        string.Concat(Token.Select(unit => $"&#{(int)unit};")),
        string.Concat(Token.Select(unit => $"&amp;#{(int)unit};")),
        string.Concat(Token.Select(unit => $"\\u{(int)unit:x4}")),
        string.Concat(Token.Select(unit => $"%{(int)unit:X2}")),
        string.Concat(Token.Select(unit => $"{unit}\0")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Token)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Token)),
    ];

    // Also where the text was cut in the middle of it, or of an escape in it.
    [Theory]
    [MemberData(nameof(FormsOfToken))]
    public void Are_taken_out_to_their_end_however_long(string form)
    {
        SecretText secrets = SecretText.Of(Token);

        Assert.Equal("before [redacted] behind", secrets.RemoveFrom($"before {form} behind").Replace("\0", ""));
        for (int length = form.Length / 2; length < (form.Length / 2) + 8; length++)
        {
            // Of an escape no more than its first mark may stay.
            Assert.Matches(@"^before \[redacted\](&(a|am|amp|amp;)?|\\)?$", secrets.RemoveFrom($"before {form[..length]}").Replace("\0", ""));
        }
    }

    [Fact]
    public void In_UTF_16_that_was_read_as_UTF_8_are_found_too()
    {
        string read = Encoding.UTF8.GetString(Encoding.Unicode.GetBytes("a s3cret b"));

        string redacted = SecretText.Of("s3cret").RemoveFrom(read);

        Assert.Equal("a [redacted] b", redacted.Replace("\0", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Marianne and janet did it")]
    [InlineData("no secret here: 100 % of it")]
    public void Leave_other_words_alone(string text) => Assert.Equal(text, new QualysCredential("jane", Password).Redact(text));

    [Theory]
    [InlineData("proxy 'http://jane:s3cret@proxy:8080/' failed", "proxy 'http://proxy:8080/' failed")]
    [InlineData("socks5://jane@proxy and https://a:b@c", "socks5://proxy and https://c")]
    [InlineData("http://jane:s3/cr@et@proxy", "http://proxy")]
    [InlineData("\"http:\\/\\/jane:s3cret@proxy\\/\"", "\"http:\\/\\/proxy\\/\"")]
    [InlineData("u=http%3A%2F%2Fjane:s3cret%40proxy", "u=http%3A%2F%2Fproxy")]
    [InlineData("postgresql://jane:s3cret@db/x", "postgresql://db/x")]
    [InlineData("mail jane@example.com about https://host/path", "mail jane@example.com about https://host/path")]
    public void Addresses_lose_their_account(string text, string shown) => Assert.Equal(shown, SecretText.WithoutUserInfo(text));

    [Fact]
    public void The_causes_of_an_error_lose_them_too()
    {
        var inner = new HttpRequestException("to 'http://jane:s3cret@proxy/'", new IOException("at http://jane:s3cret@proxy"));

        Exception cause = HiddenCause.Of(inner, SecretText.WithoutUserInfo)!;

        Assert.Contains("HttpRequestException: to 'http://proxy/'", cause.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", cause.ToString() + cause.Message + cause.InnerException, StringComparison.Ordinal);
        var harmless = new IOException("no address");
        Assert.Same(harmless, HiddenCause.Of(harmless, SecretText.WithoutUserInfo));
    }

    [Theory]
    [InlineData("\\")]
    [InlineData("%25")]
    [InlineData("&amp;")]
    [InlineData("http://a")]
    [InlineData("a.")]
    [InlineData("p\0ä")]
    public void Take_time_that_grows_with_the_text_and_no_faster(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 300_000 / part.Length)) + "@";
        var watch = Stopwatch.StartNew();

        new QualysCredential("jane", Password).Redact(text);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }
}
