using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>The form of the gateway's sign-in.</summary>
internal sealed class AuthForm(SandboxOptions options) : ICredentials
{
    private const string Hidden = "***";
    private const string Password = "password";

    public bool AreIn(IHeaderDictionary headers, string body)
    {
        Dictionary<string, StringValues> form = QueryHelpers.ParseQuery(body);
        return form.GetValueOrDefault("username") == options.UserName && form.GetValueOrDefault(Password) == options.Password;
    }

    /// <summary>Whether the form asks for a token.</summary>
    public static bool AsksForToken(string body) =>
        QueryHelpers.ParseQuery(body).GetValueOrDefault("token").ToString().Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same form, or query string, without what stands behind <c>password=</c>.</summary>
    public static string WithoutPassword(string form)
    {
        bool isQuery = form.StartsWith('?');
        IEnumerable<string> pairs = form[(isQuery ? 1 : 0)..].Split('&').Select(pair => IsPassword(pair) ? $"{Password}={Hidden}" : pair);
        return (isQuery ? "?" : "") + string.Join('&', pairs);
    }

    private static bool IsPassword(string pair) =>
        Uri.UnescapeDataString(pair.Split('=')[0]).Trim().Equals(Password, StringComparison.OrdinalIgnoreCase);
}
