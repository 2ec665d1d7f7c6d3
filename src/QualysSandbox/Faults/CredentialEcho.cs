using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using QualysSandbox.Hosting;

namespace QualysSandbox.Faults;

/// <summary>What a request said of its sender, written in every way in which a careless answer may repeat it.</summary>
internal static class CredentialEcho
{
    /// <summary>User name, password, Basic credentials, client and token of a request, each in all forms.</summary>
    public static IReadOnlyList<string> Of(ReceivedRequest request) => [.. Secrets(request).Distinct().SelectMany(Forms).Distinct()];

    /// <summary>A secret as it is, and as in a URL, a form, HTML, XML, JSON, Base64 and UTF-16 that is taken for something else.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            secret,
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            string.Concat(bytes.Select(value => $"%{value:x2}")),
            WebUtility.HtmlEncode(secret),
            SecurityElement.Escape(secret),
            string.Concat(secret.Select(letter => $"&#x{(int)letter:x};")),
            JsonEncodedText.Encode(secret).Value,
            string.Concat(secret.Select(letter => $"\\u{(int)letter:x4}")),
            Convert.ToBase64String(bytes),
            Base64UrlTextEncoder.Encode(bytes),
            Convert.ToBase64String(Encoding.Unicode.GetBytes(secret)),
            Encoding.UTF8.GetString(Encoding.Unicode.GetBytes(secret)),
        ];
    }

    private static IEnumerable<string> Secrets(ReceivedRequest request)
    {
        if (AuthenticationHeaderValue.TryParse(request.Authorization, out AuthenticationHeaderValue? header)
            && header.Parameter is { } token)
        {
            yield return token;
            if (header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            {
                string[] account = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split(':', 2);
                foreach (string part in account)
                {
                    yield return part;
                }
            }
        }

        foreach (string part in (string[])[request.Header(ClientCredentials.Id), request.ClientSecret])
        {
            if (part.Length > 0)
            {
                yield return part;
            }
        }

        if (!request.IsJson)
        {
            Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form = QueryHelpers.ParseQuery(request.Body);
            foreach (string name in new[] { "username", "password" })
            {
                if (form.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value))
                {
                    yield return value.ToString();
                }
            }
        }
    }
}
