using System.Buffers;

namespace QualysCustomAttributes.Qualys;

/// <summary>Texts that go into a header of HTTP: white space around them never arrives, and most characters may not stand there.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> OfTokens = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The text as it goes into a header.</summary>
    /// <exception cref="QualysConfigurationException">It holds what no header can carry.</exception>
    public static string Of(string text, string what)
    {
        string trimmed = text.Trim();
        return trimmed.All(letter => letter is >= ' ' and <= '~') ? trimmed : throw QualysConfigurationException.CredentialInvalid(
            $"The {what} holds a line break or another character that no header can carry. Give it as the platform shows it.");
    }

    /// <summary>The text as a token behind the word Bearer.</summary>
    /// <exception cref="QualysConfigurationException">It is no token.</exception>
    public static string OfToken(string text)
    {
        string trimmed = text.Trim();
        return !trimmed.AsSpan().ContainsAnyExcept(OfTokens) ? trimmed : throw QualysConfigurationException.CredentialInvalid(
            "The access token holds what no token can: it is made of letters, digits and - . _ ~ + / = alone. "
            + "Give it without the word Bearer, quotes and line breaks.");
    }
}
