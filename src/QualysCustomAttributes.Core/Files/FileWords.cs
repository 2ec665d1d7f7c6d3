namespace QualysCustomAttributes.Files;

/// <summary>Says in plain words why a file or a folder could not be used, where the reason is a common one.</summary>
internal static class FileWords
{
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Words it, without a full stop.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">What .NET threw.</param>
    public static string Of(string path, Exception failure) => failure switch
    {
        _ when Directory.Exists(path) => "it is a folder",
        FileNotFoundException => "it does not exist",
        DirectoryNotFoundException => "its folder does not exist",
        PathTooLongException => "its path is too long",
        UnauthorizedAccessException => "access to it is denied",
        IOException { HResult: SharingViolation } => "another program has it open",
        _ => failure.Message.TrimEnd('.'),
    };
}
