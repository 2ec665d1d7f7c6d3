namespace QualysSandbox.Faults;

/// <summary>When a faulty request takes effect on the assets.</summary>
public enum ChangeMoment
{
    /// <summary>It never reaches Qualys: something before it answers, without looking at the request.</summary>
    Never,

    /// <summary>Before the fault's delay.</summary>
    BeforeDelay,

    /// <summary>After the fault's delay, even if the client no longer waits.</summary>
    AfterDelay,
}
