using System.CommandLine;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>Says in one sentence what is wrong with a command line.</summary>
internal static class ParseErrors
{
    public static string Describe(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            // Only the name: somebody may have tried to give a password as an option's value.
            string token = parsed.UnmatchedTokens[0];
            int end = token.IndexOfAny(['=', ':']);
            return token.StartsWith('-')
                ? $"There is no option '{(end < 0 ? token : token[..end])}'."
                : "There is a word on the command line that belongs to no option; a value with spaces needs quotes.";
        }

        string message = parsed.Errors.Count == 0 ? "The command line cannot be understood." : parsed.Errors[0].Message;
        return message.EndsWith('.') ? message : $"{message}.";
    }
}
