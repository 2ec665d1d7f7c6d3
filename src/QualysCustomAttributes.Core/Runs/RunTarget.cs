using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Where a run was sent and who sent it, as its record has it. Nothing secret is on record.</summary>
/// <param name="Api">The API host.</param>
internal sealed record RunTarget(QualysAddress Api)
{
    private const string AddressOption = "address";
    private const string AuthenticationOption = "updateAuthentication";
    private const string GatewayOption = "gateway";
    private const string AccountKindOption = "accountKind";
    private const string AccountOption = "account";
    private const string ClientKindOption = "clientKind";

    /// <summary>How an update said who sends it.</summary>
    public QualysUpdateAuthentication Authentication { get; private init; }

    /// <summary>The gateway, where it is another one than follows from the API host.</summary>
    public QualysAddress? Gateway { get; private init; }

    /// <summary>What the account was made of; <see langword="null"/> where it is not on record.</summary>
    public QualysAccountKind? AccountKind { get; private init; }

    /// <summary>Whose client signed in; <see langword="null"/> where none did.</summary>
    public QualysClientKind? ClientKind { get; private init; }

    /// <summary>The account's name, of a user or a client; <see langword="null"/> where it is not on record.</summary>
    public string? AccountName { get; private init; }

    /// <summary>
    /// Whether Qualys acted there, or may have acted, on a call of this run. A host that refused the account, or was not found, binds
    /// nobody.
    /// </summary>
    public bool HasActed { get; private init; }

    /// <summary>What the record of a run that sends has to say of where it goes and who sends it.</summary>
    public static IEnumerable<(string Name, object? Value)> Describe(QualysClient client)
    {
        QualysUpdateAuthentication authentication = client.Target.Authentication;
        string? gateway = client.Gateway?.ToString();
        return
        [
            (AddressOption, client.Address.ToString()),
            (AuthenticationOption, authentication == QualysUpdateAuthentication.Basic ? null : authentication.ToString()),
            (GatewayOption, gateway == QualysPlatform.FindGatewayOf(client.Address)?.ToString() ? null : gateway),
            (AccountKindOption, client.AccountKind.ToString()),
            (ClientKindOption, client.ClientKind?.ToString()),
            (AccountOption, client.RecordedName),
        ];
    }

    /// <summary>What the record of a dry run has to say of where it would go.</summary>
    public static IEnumerable<(string Name, object? Value)> Describe(UpdateTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return
        [
            (AddressOption, target.Api.ToString()),
            (AuthenticationOption, target.Authentication == QualysUpdateAuthentication.Basic ? null : target.Authentication.ToString()),
            (GatewayOption, target.Gateway?.ToString()),
            (ClientKindOption, target.ClientKind?.ToString()),
        ];
    }

    /// <summary>Finds it: of the latest run at the host that acted last, else of the latest run that was to send.</summary>
    /// <returns>It, or <see langword="null"/> where nobody was to send anything yet.</returns>
    /// <exception cref="RunDatabaseException">The record names what is no address.</exception>
    public static RunTarget? Find(RunDatabase database)
    {
        lock (database.Gate)
        {
            QualysAddress? acted = FindActed(database);
            RunTarget? found = ReadOptions(database).Select(options => Of(options, database))
                .FirstOrDefault(target => acted is null || IsSame(target.Api, acted));
            return acted is null ? found : (found ?? new RunTarget(acted)) with { HasActed = true };
        }
    }

    /// <summary>Whether two addresses are of one host.</summary>
    public static bool IsSame(QualysAddress one, QualysAddress other) =>
        one.ToString().Equals(other.ToString(), StringComparison.OrdinalIgnoreCase);

    private static QualysAddress? FindActed(RunDatabase database)
    {
        using Statement select = database.Prepare(
            """
            SELECT c.url FROM api_calls c JOIN batch_execution e
                ON e.group_number = c.group_number AND e.batch_number = c.batch_number
            WHERE e.outcome <> 'NotSent' ORDER BY c.call_id DESC LIMIT 1
            """);
        if (!select.Step())
        {
            return null;
        }

        return Uri.TryCreate(select.Text(0), UriKind.Absolute, out Uri? address)
            ? Parse(address.GetLeftPart(UriPartial.Authority), database)
            : throw RunDatabaseException.NotTrusted(database.Path, "a call on record has no address");
    }

    private static List<string> ReadOptions(RunDatabase database)
    {
        using Statement select = database.Prepare("SELECT options FROM run WHERE stage = 'Update' ORDER BY run_id DESC");
        var options = new List<string>();
        while (select.Step())
        {
            if (StageOptions.Find<string>(select.Text(0), AddressOption) is not null)
            {
                options.Add(select.Text(0));
            }
        }

        // A dry run says where it would go; whoever was to send says it better.
        return [.. options.OrderBy(each => StageOptions.Find<bool?>(each, RunTable.DryRunOption) == true)];
    }

    private static RunTarget Of(string options, RunDatabase database)
    {
        return new RunTarget(Parse(Text(AddressOption)!, database))
        {
            Authentication = Name<QualysUpdateAuthentication>(AuthenticationOption) ?? QualysUpdateAuthentication.Basic,
            Gateway = Text(GatewayOption) is { } gateway ? Parse(gateway, database) : null,
            AccountKind = Name<QualysAccountKind>(AccountKindOption),
            ClientKind = Name<QualysClientKind>(ClientKindOption),
            AccountName = Text(AccountOption),
        };

        string? Text(string option) => StageOptions.Find<string>(options, option);

        T? Name<T>(string option)
            where T : struct, Enum => Enum.TryParse(Text(option), out T value) && Enum.IsDefined(value) ? value : null;
    }

    private static QualysAddress Parse(string text, RunDatabase database)
    {
        try
        {
            return QualysAddress.Parse(text);
        }
        catch (QualysConfigurationException exception)
        {
            throw RunDatabaseException.NotTrusted(database.Path, $"it was sent to what is no address of Qualys ({exception.Message.TrimEnd('.')})");
        }
    }
}
