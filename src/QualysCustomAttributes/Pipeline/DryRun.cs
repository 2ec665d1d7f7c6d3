using System.Management.Automation;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Knows a dry run before the first ShouldProcess: one needs neither address nor credentials.</summary>
internal static class DryRun
{
    /// <summary>Whether the cmdlet runs with -Confirm.</summary>
    public static bool IsConfirm(this PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out object? bound) && LanguagePrimitives.IsTrue(bound);

    /// <summary>Whether nobody said for this cmdlet whether to ask, and the session asks about what weighs most, as it does unless told otherwise.</summary>
    public static bool AsksOnlyWhatIsHigh(this PSCmdlet cmdlet) =>
        !cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm")
        && LanguagePrimitives.ConvertTo<ConfirmImpact>(cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference", ConfirmImpact.High)) == ConfirmImpact.High;

    /// <summary>Whether the cmdlet runs with -WhatIf, given or inherited.</summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? bound)
            ? LanguagePrimitives.IsTrue(bound)
            : LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));
}
