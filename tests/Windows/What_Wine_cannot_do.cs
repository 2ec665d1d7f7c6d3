namespace QualysCustomAttributes.Windows;

/// <summary>Tests of Core that are left out in Wine, each with the reason. On a real Windows all of them run.</summary>
internal static class What_Wine_cannot_do
{
    /// <summary>The tests' names from their class on.</summary>
    public static IReadOnlyDictionary<string, string> Tests { get; } = new Dictionary<string, string>
    {
        ["Addresses_and_trust.A_certificate_that_is_not_trusted_ends_the_run_and_no_credential_is_sent"] =
            "Wine's TLS does not complete .NET's handshake.",
    };
}
