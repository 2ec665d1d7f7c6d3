using System.CommandLine;
using System.CommandLine.Parsing;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>
/// A setting of a command, declared once: its option, the environment variable that stands in for it, its default, and its line
/// in the help. The option counts before the environment, the environment before the default.
/// </summary>
internal abstract class Setting(string name, params string[] aliases) : Option<string>(name, aliases)
{
    /// <summary>What it decides: its line in the help, without where its value may come from.</summary>
    public required string Meaning
    {
        get;
        init
        {
            field = value;
            Describe();
        }
    }

    /// <summary>The environment variable that gives the value where the option does not, or <see langword="null"/>.</summary>
    public string? Variable
    {
        get;
        init
        {
            field = value;
            Describe();
        }
    }

    /// <summary>What the help says of the variable beyond that it stands for the option.</summary>
    public string VariableNote { get; init; } = "";

    /// <summary>The default, as it would stand behind the option; <see langword="null"/> where there is no such text.</summary>
    public string? Default
    {
        get;
        init
        {
            field = value;
            Describe();
        }
    }

    /// <summary>What happens where neither option nor variable is given, for a setting whose default is no text.</summary>
    public string? Otherwise
    {
        get;
        init
        {
            field = value;
            Describe();
        }
    }

    /// <summary>What somebody wrote for it, and where: behind the option, else in the environment.</summary>
    public (string Text, string Source)? Written(ParseResult given) =>
        given.GetValue(this) is { } option ? (option, Name)
            : Variable is not null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value
                ? (value, $"the environment variable {Variable}")
            : null;

    private void Describe()
    {
        string?[] origins =
        [
            Variable is null ? null : $"environment: {Variable}",
            (Default ?? Otherwise) is { } value ? $"default: {value}" : null,
        ];
        string all = string.Join("; ", origins.OfType<string>());
        Description = all.Length == 0 ? Meaning : $"{Meaning} [{all}]";
    }
}

/// <summary>A setting whose text is read as a value.</summary>
internal sealed class Setting<T> : Setting
{
    public Setting(string name, params string[] aliases)
        : base(name, aliases) => Validators.Add(CheckForm);

    /// <summary>
    /// Reads its text, which came from the second argument: the option's name, or the environment variable's.
    /// A <see cref="FormatException"/> is the parser's to say, followed by a hint at the help; it names its source itself.
    /// </summary>
    public required Func<string, string, T> Read { get; init; }

    /// <summary>The value of a setting that has a default.</summary>
    /// <exception cref="SettingsException">What is written cannot be used.</exception>
    /// <exception cref="ConnectorException">What is written cannot be used.</exception>
    public T Of(ParseResult given) => Find(given) ?? throw new InvalidOperationException($"{Name} has no default.");

    /// <summary>The value; <see langword="null"/> where nothing is written and there is no default.</summary>
    /// <exception cref="SettingsException">What is written cannot be used.</exception>
    /// <exception cref="ConnectorException">What is written cannot be used.</exception>
    public T? Find(ParseResult given)
    {
        if (Written(given) is not var (text, source))
        {
            return Default is null ? default : Read(Default, Name);
        }

        try
        {
            return source == Name ? Read(text, source) : SettingsException.Naming(source, () => Read(text, source));
        }
        catch (FormatException exception)
        {
            throw new SettingsException(exception.Message, exception);
        }
    }

    private void CheckForm(OptionResult result)
    {
        try
        {
            if (result.Tokens is [{ Value: var text }])
            {
                Read(text, Name);
            }
        }
        catch (FormatException exception)
        {
            result.AddError(exception.Message);
        }
        catch (Exception exception) when (exception is SettingsException or ConnectorException)
        {
            // Of a value that has the right form and cannot be used the command itself speaks, when it asks for it.
        }
    }
}
