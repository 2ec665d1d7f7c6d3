namespace QualysSandbox.Limits;

/// <summary>Qualys's codes for a call that a limit blocked.</summary>
internal enum LimitCode
{
    None = 0,
    Concurrency = 1960,
    Rate = 1965,
}
