namespace QualysCustomAttributes.Cli.Settings;

/// <summary>A setting cannot be used. The message says which, why, and what to do.</summary>
internal sealed class SettingsException(string message, Exception? innerException = null) : Exception(message, innerException);
