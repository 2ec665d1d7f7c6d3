namespace Bench.Reconciling;

/// <summary>The account that a sandbox knows unless told otherwise.</summary>
internal static class SandboxAccount
{
    public static IReadOnlyDictionary<string, string> Variables { get; } =
        new Dictionary<string, string> { ["q_username"] = "sandbox", ["q_password"] = "sandbox" };
}
