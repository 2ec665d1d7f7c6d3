namespace QualysSandbox.CommandLine;

/// <summary>Tells a waiting process where the sandbox listens.</summary>
internal static class ReadyFile
{
    // Moved into place, so that nobody reads half an address.
    public static void Write(string path, Uri address)
    {
        string unfinished = path + ".tmp";
        File.WriteAllText(unfinished, address.GetLeftPart(UriPartial.Authority));
        File.Move(unfinished, path, overwrite: true);
    }
}
