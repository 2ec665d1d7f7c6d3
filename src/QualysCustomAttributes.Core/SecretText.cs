using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes;

/// <summary>
/// Takes secrets out of texts that came from outside, however they are written there: as they are, with any of their characters
/// escaped as in a URL, a form, HTML, XML or JSON, as Base64, or in UTF-16 that was read as UTF-8.
/// </summary>
internal sealed partial class SecretText
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Redacted = "[redacted]";

    // The rest of a long secret, escaped or not; its last escape may be cut.
    private const string Rest = @"(?:[\w.~+/=%\0\-]|&(?:amp;)*#x?[0-9A-F]{0,8};?|\\{1,15}u[0-9A-F]{0,4}){0,8192}";

    private const int LongEnoughForPart = 6;
    private const int LongestTold = 64;

    private static readonly Encoding[] Encodings = [Encoding.UTF8, Encoding.Latin1, Encoding.Unicode];

    private readonly Regex? _pattern;

    private SecretText(IReadOnlyList<string> patterns) => _pattern = patterns.Count == 0
        ? null
        : new Regex(string.Join('|', patterns), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Makes it of secrets, an empty one is none.</summary>
    /// <param name="secrets">What may stand nowhere, not even as a part of something longer.</param>
    public static SecretText Of(params IEnumerable<string> secrets) => new([.. secrets.SelectMany(Forms)]);

    /// <summary>Makes it of an account: its password, its name where that stands for itself, and both in one as Basic sends them.</summary>
    public static SecretText OfAccount(string userName, string password)
    {
        string[] pairs = [.. Encodings.Select(encoding => Convert.ToBase64String(encoding.GetBytes($"{userName}:{password}"))).Distinct()];
        IEnumerable<string> names = userName.Length == 0
            ? []
            : [Alone(Written(userName)), Alone(InUtf16(userName)), .. InBase64(userName)];
        return new([.. pairs.SelectMany(pair => AsBase64(pair).Concat(Forms(pair))), .. Forms(password), .. names]);
    }

    /// <summary>The text without the secrets.</summary>
    public string RemoveFrom(string text) => _pattern is null || text.Length == 0 ? text : _pattern.Replace(text, Redacted);

    /// <summary>The text whose addresses have lost the user and the password in front of their host, whoever put them there.</summary>
    public static string WithoutUserInfo(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains("%40", StringComparison.Ordinal)
            ? UserInfo().Replace(text, match => IsPattern(text, match) ? match.Value : match.Groups["scheme"].Value)
            : text;

    // How an address with an account is written, as messages of ours show it, gives nobody's away.
    private static bool IsPattern(string text, Match match) =>
        match.Value == "http://user:password@"
        && text.AsSpan(match.Index + match.Length).StartsWith("host:port", StringComparison.Ordinal);

    // What stands behind the scheme up to the last @ of the same word: a password may hold an @ or a slash that nobody escaped.
    // Every repetition here has a bound, so that no text that somebody sends makes work that grows with its square.
    [GeneratedRegex(
        """(?<scheme>\b[a-z][a-z0-9+.\-]{0,20}(?::|%3A)(?:\\?/|%2F){2})[^\s'"<>]{0,512}(?:@|%40)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    private static IEnumerable<string> Forms(string secret) => secret.Length == 0
        ? []
        : InBase64(secret).Append(Written(secret)).Append(InUtf16(secret)).Concat(InBytes(secret));

    // As the bytes of its text: in hexadecimal, or read as Latin-1 by somebody who took them for that.
    private static IEnumerable<string> InBytes(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret.Length > LongestTold ? secret[..LongestTold] : secret);
        string misread = Encoding.Latin1.GetString(bytes);
        return bytes.Length < LongEnoughForPart ? []
            : secret.Length > LongestTold ? [Convert.ToHexString(bytes) + Rest]
            : misread == secret ? [Convert.ToHexString(bytes)]
            : [Convert.ToHexString(bytes), Written(misread)];
    }

    private static IEnumerable<string> InBase64(string secret) =>
        Encodings.Select(encoding => Convert.ToBase64String(encoding.GetBytes(secret))).Distinct().SelectMany(AsBase64);

    // Also in the alphabet of addresses, and without the padding where enough is left to be told from other text.
    private static IEnumerable<string> AsBase64(string base64)
    {
        string bare = base64.TrimEnd('=');
        string safe = base64.Replace('+', '-').Replace('/', '_');
        return bare.Length >= LongEnoughForPart
            ? new[] { bare, safe.TrimEnd('=') }.Distinct().Select(text => Written(text) + Written("=") + "{0,2}")
            : new[] { base64, safe }.Distinct().Select(Written);
    }

    private static string InUtf16(string secret) => string.Concat(
        secret.EnumerateRunes().Take(LongestTold).Select((rune, i) => Written(rune, isFirst: i == 0) + @"(?:\0|\\{1,15}u0000|%(?:25)*00)?"))
        + (secret.Length > LongestTold ? Rest : "");

    /// <summary>
    /// A pattern for a text each of whose characters may be escaped in any way. Of a very long one, as a token is, the beginning
    /// is told and the rest of its word goes with it.
    /// </summary>
    private static string Written(string text)
    {
        string pattern = string.Concat(text.EnumerateRunes().Take(LongestTold).Select((rune, i) => Written(rune, isFirst: i == 0)));
        return text.Length > LongestTold ? pattern + Rest : pattern;
    }

    private static string Written(Rune rune, bool isFirst)
    {
        string text = rune.ToString();
        // Whoever changes the case of a letter escapes another one.
        string escaped = string.Join('|', new[] { rune, Rune.ToUpperInvariant(rune), Rune.ToLowerInvariant(rune) }.Distinct().Select(Escaped));
        string named = rune.Value switch
        {
            ' ' => @"|\+",
            '&' => "|&(?:amp;)+",
            '<' => "|&(?:amp;)*lt;",
            '>' => "|&(?:amp;)*gt;",
            '"' => "|&(?:amp;)*quot;",
            '\'' => "|&(?:amp;)*apos;",
            '\n' => @"|\\{1,15}n",
            '\r' => @"|\\{1,15}r",
            '\t' => @"|\\{1,15}t",
            _ => HtmlName(text),
        };
        string slashed = isFirst ? "" : @"\\{0,15}";
        return $@"(?:{slashed}{Regex.Escape(text)}|{escaped}{named})";
    }

    private static string Escaped(Rune rune)
    {
        string text = rune.ToString();
        string url = string.Concat(Encoding.UTF8.GetBytes(text).Select(value => $"%(?:25)*{value:X2}"));
        string json = string.Concat(text.Select(unit => $@"\\{{1,15}}u{(int)unit:X4}"));
        string number = rune.Value.ToString(CultureInfo.InvariantCulture);
        return $"{url}|{json}|&(?:amp;)*#(?:0*{number}|x0*{rune.Value:X});";
    }

    private static string HtmlName(string text) => System.Net.WebUtility.HtmlEncode(text) is { } encoded && encoded != text
        ? $"|{Regex.Escape(encoded)}"
        : "";

    // A name may be a word of every day: only where no letter or digit goes on before or behind it, but for those of an escape.
    // What stands before it is looked at last, for a pattern that begins with its own letters is found faster.
    private static string Alone(string pattern) =>
        $@"{pattern}(?![\p{{L}}\p{{Nd}}])(?<=(?:^|[^\p{{L}}\p{{Nd}}]|%[0-9A-F]{{2}}|\\u[0-9A-F]{{4}}|\\[nrt]){pattern})";
}
