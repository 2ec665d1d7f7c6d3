using System.Collections;
using System.Management.Automation;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>What is to be completed: the word so far, and what the command has besides.</summary>
/// <param name="typed">The word as typed, with the quotes that PowerShell closes.</param>
/// <param name="bound">The command's other parameters, as far as PowerShell knows them without running anything.</param>
internal sealed class CompletionRequest(string typed, IDictionary bound)
{
    private EngineIntrinsics? _engine;

    /// <summary>The word without its quotes.</summary>
    public string Word { get; } = Unquote(typed);

    /// <summary>The value of a parameter of the command, as text; <see langword="null"/> where it has none.</summary>
    public string? Find(params string[] parameters) =>
        parameters.Select(parameter => bound[parameter]).Select(TextOf).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>The value of a parameter as it is.</summary>
    public object? FindValue(string parameter) => bound[parameter] is PSObject wrapped ? wrapped.BaseObject : bound[parameter];

    /// <summary>The path of a file, from PowerShell's location.</summary>
    public string Resolve(string path)
    {
        string file = Engine.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" ? file : throw new NotSupportedException($"'{path}' names no file.");
    }

    /// <summary>The one file that a path or a pattern stands for; <see langword="null"/> where it is none, or several.</summary>
    public string? FindFile(string path)
    {
        string file = Resolve(path);
        if (File.Exists(file))
        {
            return file;
        }

        return WildcardPattern.ContainsWildcardCharacters(path)
            && Engine.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _) is { Count: 1 } found && File.Exists(found[0]) ? found[0] : null;
    }

    /// <summary>The folder that is PowerShell's location.</summary>
    public string Folder => Engine.SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>A candidate, in quotes where the language needs them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="about">What is shown beside it.</param>
    /// <param name="type">What it is.</param>
    public CompletionResult Offer(string text, string? about = null, CompletionResultType type = CompletionResultType.ParameterValue) =>
        typed is ['\'' or '"', ..] || !IsBare(text)
            ? OfferQuoted(text, about, type)
            : new CompletionResult(text, text, type, ShownText.Line(about ?? text));

    /// <summary>A candidate that is quoted whatever stands in it: more is to follow, behind a blank.</summary>
    /// <param name="text">The text, which is not empty.</param>
    /// <param name="about">What is shown beside it.</param>
    /// <param name="type">What it is.</param>
    public static CompletionResult OfferQuoted(string text, string? about = null, CompletionResultType type = CompletionResultType.ParameterValue) =>
        new(PowerShellText.Quote(text), ShownText.Line(text), type, ShownText.Line(about ?? text));

    /// <summary>The candidates that begin with the word, whatever the case.</summary>
    public IEnumerable<string> Fitting(IEnumerable<string> candidates) =>
        candidates.Where(candidate => candidate.StartsWith(Word, StringComparison.OrdinalIgnoreCase));

    // The session that completes is the one whose location and drives count.
    private EngineIntrinsics Engine => _engine ??= FindEngine();

    private static EngineIntrinsics FindEngine()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript("$ExecutionContext").Invoke<EngineIntrinsics>()[0];
    }

    private static string? TextOf(object? value) => value switch
    {
        PSObject wrapped => TextOf(wrapped.BaseObject),
        string text => text,
        IEnumerable several => several.Cast<object?>().Select(TextOf).FirstOrDefault(),
        FileSystemInfo file => file.FullName,
        _ => value?.ToString(),
    };

    // What a letter, digit or these few begin needs no quotes; everything else means something to PowerShell somewhere.
    private static bool IsBare(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '/' or '\\' or ':' or '-' or '~')
        && text[0] is not ('-' or ':');

    private static string Unquote(string typed)
    {
        if (typed is not ['\'' or '"', ..])
        {
            return typed;
        }

        char quote = typed[0];
        string inner = typed.Length > 1 && typed[^1] == quote ? typed[1..^1] : typed[1..];
        return inner.Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal);
    }
}
