using System.Globalization;

namespace QualysCustomAttributes.Qualys;

/// <summary>Words a refusal: who refused, in whose words, and what may be behind it, as far as it fits what was refused.</summary>
internal static class RefusalText
{
    private const int NoPermission = 403;

    // Platforms give one for another: a wrong platform, an account without API access and one that never signed in all read "Bad Login/Password".
    private const string OfAnyAccount =
        "the account belongs to another platform, has no API access, has not signed in once or not accepted the licence terms; it or its "
        + "password has expired; this machine's address is not allowed; it signs in by SSO only.";

    private const string OfForbidden =
        "The account's role lacks API access or the permission for the asset API, or this machine's address is not allowed.";

    private static readonly Dictionary<string, string> Exact = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EVALUATION_EXPIRED"] = "The evaluation of the subscription is over: have it renewed.",
        ["2001"] = "The account has expired: have it renewed.",
        ["2003"] = "The account's registration is not complete: sign in once in a browser and complete it.",
        ["2007"] = "This machine's address may not call: have it added to those that may.",
        ["2011"] = "The account wants a second factor, which no call can give: use an account without it.",
    };

    /// <summary>Words what was refused, and apart from it what is usually behind that, which may be long.</summary>
    /// <param name="address">Who refused.</param>
    /// <param name="call">What was refused.</param>
    /// <param name="account">Whom.</param>
    public static (string What, string UsualCauses) Of(QualysAddress address, QualysExchange call, RefusedAccount account)
    {
        string code = call.Code is null ? "" : $", {call.Code}";
        string status = string.Create(CultureInfo.InvariantCulture, $"HTTP {call.Status}{code}");
        bool isForbidden = call.Status == NoPermission || call.IsForbidden;
        if (call.IsWebPage)
        {
            string title = call.PageTitle is { Length: > 0 } named ? $", '{named}'" : "";
            return ($"A web page came instead of an answer of Qualys from '{address}' ({status}{title}).",
                "A proxy or a gateway on the way may have answered, with its sign-in or its block page. "
                + $"If it was Qualys: {InShort(isForbidden, account)}.");
        }

        string what = isForbidden ? $"Qualys at '{address}' forbids the call" : $"Qualys at '{address}' does not accept the credentials";
        string? words = !string.IsNullOrWhiteSpace(call.Told) ? call.Told : call.Code is null ? call.Error : null;
        string told = string.IsNullOrWhiteSpace(words) ? "." : $": {Sentence.Of(words)}";
        string refused = $"{what} ({status}){told}";
        return WhatFits(call) is { } fits ? ($"{refused} {fits}", Else(account))
            : (refused, isForbidden ? $"{OfForbidden} {Else(account)}" : Why(account));
    }

    // What a code or a status says for itself goes first.
    private static string? WhatFits(QualysExchange call) =>
        (call.CodeAsReceived ?? call.Code) is { } code && Exact.TryGetValue(code.Trim(), out string? exact) ? exact
        : IsOfLock(call.Told) ? "The account is locked: have it unlocked before anything is tried again."
        : null;

    private static string Else(RefusedAccount account) =>
        account.Kind == QualysAccountKind.User
            ? $"Else, the usual causes: {OfAnyAccount}"
            : "Else, the usual causes: it belongs to another platform, or has no API access.";

    private static string Why(RefusedAccount account) => account switch
    {
        { Kind: QualysAccountKind.Token } =>
            "The access token may have expired. It was made elsewhere and cannot be renewed here: make a new one. "
            + "It may also belong to another platform, or to an account without API access.",
        { CarriesToken: true } =>
            "The gateway gave a token for the account, and this host does not take it. The usual causes: the account has no API access "
            + "there; the host belongs to another platform than the gateway.",
        { Kind: QualysAccountKind.Client } =>
            "The usual causes: the client's id or secret is wrong, or is no longer valid; "
            + "it is a client of the other kind, of a user or of the subscription; it belongs to another platform.",
        _ => $"The usual causes: the user name or the password is wrong; {OfAnyAccount}",
    };

    private static string InShort(bool isForbidden, RefusedAccount account) =>
        isForbidden ? "the account lacks API access or the permission, or this machine's address is not allowed"
        : account switch
        {
            { Kind: QualysAccountKind.Token } => "the access token has expired or belongs to another platform, or the account has no API access",
            { CarriesToken: true } => "the host belongs to another platform than the gateway, or the account has no API access",
            { Kind: QualysAccountKind.Client } => "the client's id or secret is wrong, or it has no API access",
            _ => "the user name or the password is wrong, or the account has no API access",
        };

    private static bool IsOfLock(string? told) =>
        told is not null && told.Split([' ', '.', ',', ':', ';', '_', '-', '!'], StringSplitOptions.RemoveEmptyEntries)
            .Any(word => word.Equals("locked", StringComparison.OrdinalIgnoreCase));
}
