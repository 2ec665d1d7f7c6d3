using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Says what of a command line is not understood, and what was probably meant.</summary>
internal static partial class Misunderstanding
{
    /// <summary>Words it, in a sentence or two.</summary>
    /// <param name="args">The command line as it was given.</param>
    /// <param name="parsed">The same, parsed.</param>
    public static string Of(string[] args, ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            // Of "-dryrun" the parser takes -d, and leaves the rest.
            string left = parsed.UnmatchedTokens[0];
            string token = args.Contains(left, StringComparer.Ordinal) ? left
                : Array.Find(args, arg => arg.StartsWith('-') && arg.Length > left.Length && arg.EndsWith(left, StringComparison.Ordinal)) ?? left;
            return token.StartsWith('-') ? OfOption(parsed, token) : OfWord(parsed, token);
        }

        if (parsed.Errors.Count == 0)
        {
            return "The command line cannot be understood.";
        }

        ParseError error = parsed.Errors[0];
        string message = error.SymbolResult switch
        {
            OptionResult { Tokens.Count: 0, Option: var option } when option.Arity.MinimumNumberOfValues > 0 =>
                $"{option.Name} needs a value: {option.HelpName}.",
            ArgumentResult { Tokens.Count: 0, Argument: var argument } => Needs(parsed.CommandResult.Command, argument),
            CommandResult { Command: { Arguments: [var first, ..] } command } when parsed.GetResult(first) is null or { Tokens.Count: 0 } =>
                Needs(command, first),
            _ => error.Message,
        };
        return message.EndsWith('.') ? message : $"{message}.";
    }

    /// <summary>
    /// Words an option that the command does not have and that was taken for what stands there without one; <see langword="null"/> where
    /// there is none. Behind <c>--</c> nothing is an option.
    /// </summary>
    public static string? OfStray(string[] args, ParseResult parsed)
    {
        string? stray = args.Contains("--", StringComparer.Ordinal) ? null : parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(value => value.Length > 1 && value[0] == '-');
        return stray is null ? null : OfOption(parsed, stray);
    }

    private static string Needs(Command command, Argument argument) =>
        $"{command.Name} needs {argument.HelpName ?? argument.Name}: {argument.Description}";

    // Only the name: somebody may have tried to give a password as an option's value.
    private static string OfOption(ParseResult parsed, string token)
    {
        int end = token.IndexOfAny(['=', ':']);
        string name = end < 0 ? token : token[..end];
        Command command = parsed.CommandResult.Command;
        string said = $"There is no option '{name}'.";
        if (command.Arguments.FirstOrDefault(argument => CalledOtherwise(argument.Name).Contains(name, StringComparer.Ordinal)) is { } bare)
        {
            return $"{said} {bare.Name} stands without one: {Form(parsed)}.";
        }

        if (Nearest(name, Names(command)) is { } near)
        {
            return $"{said} Did you mean {near}?";
        }

        string[] others = [.. Others(parsed, command).Where(other => Names(other).Contains(name, StringComparer.Ordinal)).Select(other => other.Name)];
        return others.Length == 0 ? said : $"'{name}' is an option of {string.Join(", ", others)}, and not of {command.Name}.";
    }

    // What elsewhere is an option of this front, or would be one of another program.
    private static string[] CalledOtherwise(string argument) => argument switch
    {
        "RUN" => ["--run", "--database", "--database-path", "--db", "--run-database", "--resume", "--path", "--file"],
        "FILE" => ["--csv-file", "-c", "--file", "--path", "--export"],
        "ID" => ["--id", "--asset-id", "--asset"],
        "WHAT" => ["--what", "--list", .. ListCommand.Kinds.Select(kind => $"--{kind}")],
        _ => [],
    };

    private static string Form(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> arguments = command.Arguments.Select(each => each.Arity.MinimumNumberOfValues > 0 ? each.Name : $"[{each.Name}]");
        return string.Join(' ', [parsed.RootCommandResult.Command.Name, command.Name, .. arguments]);
    }

    // A word may be a password that somebody tried to give: only what looks like a command or a file is said.
    private static string OfWord(ParseResult parsed, string word)
    {
        Command command = parsed.CommandResult.Command;
        string[] commands = [.. parsed.RootCommandResult.Command.Subcommands.Select(each => each.Name)];
        bool isFirst = command == parsed.RootCommandResult.Command && parsed.Tokens is [{ Value: var first }, ..] && first == word;
        if (isFirst && Command().IsMatch(word))
        {
            string hint = Nearest(word, commands) is { } near
                ? $"Did you mean {near}?"
                : $"There are {string.Join(", ", commands)}; without a command an export is synchronized.";
            return $"There is no command '{word}'. {hint}";
        }

        if (!FileName().IsMatch(word))
        {
            return "There is a word on the command line that belongs to no option; a value with spaces needs quotes.";
        }

        string? export = command.Options.FirstOrDefault(option => option.Name == "--csv-file") is { } named && Export().IsMatch(word)
            ? $"An export is named with {named.Name}."
            : "A value with spaces needs quotes.";
        return $"'{word}' belongs to no option. {export}";
    }

    private static IEnumerable<Command> Others(ParseResult parsed, Command command) =>
        parsed.RootCommandResult.Command.Subcommands.Where(other => other != command);

    private static IEnumerable<string> Names(Command command) =>
        command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.Length > 2);

    private static string? Nearest(string word, IEnumerable<string> names)
    {
        string bare = Bare(word);
        (string? name, int distance) = names.Select(each => ((string?)each, Distance(bare, Bare(each)))).Append((null, int.MaxValue)).MinBy(each => each.Item2);
        if (distance <= Math.Max(1, bare.Length / 4))
        {
            return name;
        }

        // The beginning of one alone, or of one of its words.
        string[] begun = [.. names.Where(each => bare.Length > 2 && Bare(each).StartsWith(bare, StringComparison.Ordinal))];
        return begun.Length == 1 ? begun[0] : null;
    }

    private static string Bare(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // Levenshtein's, where two letters that changed places are one fault.
    private static int Distance(string one, string other)
    {
        int[,] far = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                far[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(
                        Math.Min(far[i - 1, j], far[i, j - 1]) + 1,
                        far[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    far[i, j] = Math.Min(far[i, j], far[i - 2, j - 2] + 1);
                }
            }
        }

        return far[one.Length, other.Length];
    }

    [GeneratedRegex("^[a-z][a-z-]{1,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex(@"\.(csv|tsv|txt|gz|json|db|sqlite|html|md|xml|log)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(@"\.(csv|tsv|txt)(\.gz)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Export();
}
