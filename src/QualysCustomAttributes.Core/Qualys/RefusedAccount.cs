namespace QualysCustomAttributes.Qualys;

/// <summary>Whom a host of Qualys refused, and with what.</summary>
/// <param name="Kind">What the account is made of.</param>
/// <param name="CarriesToken">Whether the call carried a token, and so nothing else of the account.</param>
/// <param name="IsTokenDoubtful">
/// Whether nobody knows that the host takes tokens at all: it is the one of updates, and has taken none in this run.
/// </param>
internal readonly record struct RefusedAccount(QualysAccountKind Kind, bool CarriesToken = false, bool IsTokenDoubtful = false);
