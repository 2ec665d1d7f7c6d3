using System.Net.Http.Headers;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>What one update says of its sender.</summary>
/// <param name="Header">The header.</param>
/// <param name="IsRenewable">Whether another one may be had where Qualys does not take this one any more.</param>
internal sealed record UpdateAuthorization(AuthenticationHeaderValue Header, bool IsRenewable);
