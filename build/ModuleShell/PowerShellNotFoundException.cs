namespace ModuleShell;

/// <summary>This machine has no PowerShell that will do; the message says what to do about it.</summary>
public sealed class PowerShellNotFoundException(string message) : Exception(message);
