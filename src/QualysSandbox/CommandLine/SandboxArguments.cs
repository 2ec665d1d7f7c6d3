using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QualysSandbox.Assets;
using QualysSandbox.Faults;
using QualysSandbox.Inventory;
using QualysSandbox.Limits;

namespace QualysSandbox.CommandLine;

/// <summary>The command line of the sandbox.</summary>
internal sealed class SandboxArguments
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "The port on 127.0.0.1; 0 takes any free one",
        CustomParser = result => Whole(result, 0, ushort.MaxValue) ?? 0,
        DefaultValueFactory = _ => 8055,
    };

    private readonly Option<string> _userName = new("--username")
    {
        Description = "The user name to expect",
        DefaultValueFactory = _ => "sandbox",
    };

    private readonly Option<string> _password = new("--password")
    {
        Description = "The password to expect",
        DefaultValueFactory = _ => "sandbox",
    };

    private readonly Option<string> _clientId = new("--client-id")
    {
        Description = "The client id to expect from those who sign in as a client",
        DefaultValueFactory = _ => "sandbox",
    };

    private readonly Option<string> _clientSecret = new("--client-secret")
    {
        Description = "The client's secret to expect with it",
        DefaultValueFactory = _ => "sandbox",
    };

    private readonly Option<bool> _updateBearer = new("--update-bearer")
    {
        Description = "Updates are let in by a token of the gateway, too",
    };

    private readonly Option<AssetIdSet> _assets = new("--assets")
    {
        Description = "The assets that exist, such as 1500000000-1500000999,2000000001",
        CustomParser = result => Parsed(result, AssetIdSet.Parse),
    };

    private readonly Option<bool> _anyAsset = new("--any-asset") { Description = "Every asset exists; this is the default" };

    private readonly Option<int?> _rateLimit = new("--rate-limit")
    {
        Description = "Calls allowed in the window",
        CustomParser = result => Whole(result, 1),
    };

    private readonly Option<int> _rateWindow = new("--rate-window")
    {
        Description = "The length of the window in seconds",
        CustomParser = result => Whole(result, 1) ?? 1,
        DefaultValueFactory = _ => 3600,
    };

    private readonly Option<int?> _concurrencyLimit = new("--concurrency-limit")
    {
        Description = "Calls allowed at a time",
        CustomParser = result => Whole(result, 1),
    };

    private readonly Option<int> _latency = new("--latency-ms")
    {
        Description = "How long a call takes, in milliseconds",
        CustomParser = result => Whole(result, 0) ?? 0,
    };

    private readonly Option<bool> _addOnlyNew = new("--add-only-new") { Description = "'add' leaves existing keys alone" };

    private readonly Option<int> _showAfter = new("--show-after-ms")
    {
        Description = "How much later the gateway shows what an update changed, in milliseconds",
        CustomParser = result => Whole(result, 0) ?? 0,
    };

    private readonly Option<int> _showAfterLooks = new("--show-after-looks")
    {
        Description = "How many looks at an asset find it as it was before an update",
        CustomParser = result => Whole(result, 0) ?? 0,
    };

    private readonly Option<int> _inventory = new("--inventory")
    {
        Description = "The number of assets in the gateway's inventory",
        CustomParser = result => Whole(result, 0) ?? 0,
        DefaultValueFactory = _ => new InventoryOptions().Assets,
    };

    private readonly Option<int> _inventorySeed = new("--inventory-seed")
    {
        Description = "Another seed makes other assets",
        CustomParser = result => Whole(result, 0) ?? 0,
        DefaultValueFactory = _ => new InventoryOptions().Seed,
    };

    private readonly Option<DateTimeOffset?> _inventoryNow = new("--inventory-now")
    {
        Description = "The time that the assets' dates look back from, such as 2026-01-31T12:00:00Z; the time of the start unless given",
        CustomParser = Time,
    };

    private readonly Option<int> _assetBytes = new("--asset-bytes")
    {
        Description = "The average size of an asset in bytes of JSON",
        CustomParser = result => Whole(result, 1, 10_000_000) ?? 1,
        DefaultValueFactory = _ => new InventoryOptions().AverageBytes,
    };

    private readonly Option<int> _tokenMinutes = new("--token-minutes")
    {
        Description = "How long a token of the gateway is valid",
        CustomParser = result => Whole(result, 1, 1_000_000) ?? 1,
        DefaultValueFactory = _ => (int)new SandboxOptions().TokenLifetime.TotalMinutes,
    };

    private readonly Option<int?> _tokenUses = new("--token-uses")
    {
        Description = "How many requests a token of the gateway is valid for",
        CustomParser = result => Whole(result, 1),
    };

    private readonly Option<bool> _noGzip = new("--no-gzip") { Description = "Assets are never compressed" };

    private readonly Option<IReadOnlyList<Fault?>> _faults = new("--faults")
    {
        Description = "A JSON file with what goes wrong, as [{\"fault\":\"rateLimited\",\"toWaitSeconds\":5,\"endpoint\":\"update\",\"times\":3}]; "
            + $"endpoint is {FaultJson.Endpoints}, times how many requests it strikes, 0 for all; --fault-names lists the faults",
        CustomParser = result => Parsed(result, path => FaultJson.Parse(File.ReadAllText(path))),
    };

    private readonly Option<bool> _faultNames = new("--fault-names") { Description = "Lists the faults by name with what they need, and how a script is written, and ends" };

    private readonly Option<string> _readyFile = new("--ready-file") { Description = "A file to write the address to once it listens" };

    public SandboxArguments()
    {
        _userName.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 } name || name.Contains(':', StringComparison.Ordinal))
            {
                result.AddError("--username must be neither empty nor hold a colon.");
            }
        });

        foreach (Option<string> needed in (Option<string>[])[_clientId, _clientSecret])
        {
            needed.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<string>() is not { Length: > 0 })
                {
                    result.AddError($"{needed.Name} must not be empty.");
                }
            });
        }

        Command = new RootCommand("A server on this machine that behaves as Qualys does, to try the product against.")
        {
            _port, _userName, _password, _clientId, _clientSecret, _updateBearer, _assets, _anyAsset, _rateLimit, _rateWindow, _concurrencyLimit,
            _latency, _addOnlyNew, _showAfter, _showAfterLooks, _inventory, _inventorySeed, _inventoryNow, _assetBytes, _tokenMinutes, _tokenUses, _noGzip, _faults,
            _faultNames, _readyFile,
        };
        Command.Validators.Add(result =>
        {
            if (result.GetResult(_assets) is not null && result.GetValue(_anyAsset))
            {
                result.AddError("--assets and --any-asset exclude each other.");
            }
        });
    }

    public RootCommand Command { get; }

    public SandboxOptions OptionsOf(ParseResult result) => new()
    {
        Port = result.GetValue(_port),
        UserName = result.GetValue(_userName)!,
        Password = result.GetValue(_password)!,
        ClientId = result.GetValue(_clientId)!,
        ClientSecret = result.GetValue(_clientSecret)!,
        AcceptsBearer = result.GetValue(_updateBearer),
        AssetIds = result.GetValue(_assets) ?? AssetIdSet.Any,
        AddOnlyNew = result.GetValue(_addOnlyNew),
        ShowUpdatesAfter = TimeSpan.FromMilliseconds(result.GetValue(_showAfter)),
        ShowUpdatesAfterLooks = result.GetValue(_showAfterLooks),
        RateLimit = result.GetValue(_rateLimit) is { } calls
            ? new RateLimit(calls, TimeSpan.FromSeconds(result.GetValue(_rateWindow)))
            : null,
        ConcurrencyLimit = result.GetValue(_concurrencyLimit),
        AnswerLatency = TimeSpan.FromMilliseconds(result.GetValue(_latency)),
        TokenLifetime = TimeSpan.FromMinutes(result.GetValue(_tokenMinutes)),
        TokenUses = result.GetValue(_tokenUses),
        AllowGzip = !result.GetValue(_noGzip),
        Inventory = new InventoryOptions
        {
            Assets = result.GetValue(_inventory),
            Seed = result.GetValue(_inventorySeed),
            AverageBytes = result.GetValue(_assetBytes),
            Now = result.GetValue(_inventoryNow),
        },
    };

    public IReadOnlyList<Fault?> FaultsOf(ParseResult result) => result.GetValue(_faults) ?? [];

    public bool WantsFaultNames(ParseResult result) => result.GetValue(_faultNames);

    public string? ReadyFileOf(ParseResult result) => result.GetValue(_readyFile);

    private static T? Parsed<T>(ArgumentResult result, Func<string, T> parse)
        where T : class
    {
        try
        {
            return parse(result.Tokens.Single().Value);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            result.AddError(exception.Message);
            return null;
        }
    }

    private static DateTimeOffset? Time(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time.ToUniversalTime();
        }

        result.AddError($"{result.Argument.Name} must be a date and time such as 2026-01-31T12:00:00Z, not '{text}'.");
        return null;
    }

    private static int? Whole(ArgumentResult result, int lowest, int highest = int.MaxValue)
    {
        string text = result.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= lowest && value <= highest)
        {
            return value;
        }

        string range = highest == int.MaxValue ? $"of {lowest} or more" : $"from {lowest} to {highest}";
        result.AddError($"{result.Argument.Name} must be a whole number {range}, not '{text}'.");
        return null;
    }
}
