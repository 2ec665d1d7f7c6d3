using System.Net;
using QualysSandbox.Assets;
using QualysSandbox.Control;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Inventory;
using QualysSandbox.Limits;
using QualysSandbox.Updating;

namespace QualysSandbox;

/// <summary>A server on this machine's loopback address that behaves as Qualys does, and fails as it is told to.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CallLimits _limits;
    private readonly CallLimits _countLimits;
    private readonly CallLimits _searchLimits;
    private readonly CallLimits _getLimits;
    private readonly RequestLog _log;
    private readonly WebApplication _app;
    private bool _disposed;

    private SandboxServer(SandboxOptions options)
    {
        _limits = new CallLimits(options);
        _countLimits = new CallLimits(options);
        _searchLimits = new CallLimits(options);
        _getLimits = new CallLimits(options);
        _log = new RequestLog(options.TimeProvider);
        Assets = new AssetStore(options.AssetIds, options.AddOnlyNew);
        Inventory = new AssetInventory(options, Assets);
        Tokens = new AccessTokens(options);
        _app = Build(options);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The assets and their custom attributes.</summary>
    public AssetStore Assets { get; }

    /// <summary>The assets as the gateway counts and shows them.</summary>
    public AssetInventory Inventory { get; }

    /// <summary>The tokens of the gateway.</summary>
    public AccessTokens Tokens { get; }

    /// <summary>What goes wrong with the requests to come.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>The requests to Qualys so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _log.Snapshot();

    /// <summary>The most requests to Qualys that were in progress at one time.</summary>
    public int MostRequestsAtOnce => _log.MostAtOnce;

    /// <summary>Starts a sandbox.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();

        var server = new SandboxServer(options);
        try
        {
            await server._app.StartAsync(cancellationToken);
            server.Address = new Uri(server._app.Urls.Single());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Forgets custom attributes, changes to assets, tokens, faults, requests and the calls counted by the rate limit.</summary>
    public void Reset()
    {
        Assets.Clear();
        Inventory.Clear();
        Tokens.Clear();
        Faults.Clear();
        _log.Clear();
        _limits.Clear();
        _countLimits.Clear();
        _searchLimits.Clear();
        _getLimits.Clear();
    }

    /// <summary>Stops listening and drops what is still in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private WebApplication Build(SandboxOptions options)
    {
        // An empty builder reads no settings file and no environment variable, so nothing outside can add an address to
        // the one given here, and no file is watched.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        WebApplication app = builder.Build();
        var pipeline = new RequestPipeline(options, _log, _stopping.Token);
        var updaters = new UpdateCredentials(options, Tokens);
        app.MapPost(UpdateEndpoint.Path, pipeline.To(new UpdateEndpoint(options, Assets, Inventory, Tokens, Faults, _limits), updaters));
        app.MapPost(AuthEndpoint.Path, pipeline.To(new AuthEndpoint(options, Tokens, Faults), new AuthForm(options)));
        foreach (string path in ClientAuthEndpoint.Paths)
        {
            app.MapPost(path, pipeline.To(new ClientAuthEndpoint(options, Tokens, Faults), new ClientCredentials(options)));
        }

        app.MapPost(CountEndpoint.Path, pipeline.To(new CountEndpoint(options, Inventory, Tokens, Faults, _countLimits), Tokens));
        app.MapPost(SearchEndpoint.Path, pipeline.To(new SearchEndpoint(options, Inventory, Tokens, Faults, _searchLimits), Tokens));
        app.MapGet(GetEndpoint.Path, pipeline.To(new GetEndpoint(options, Inventory, Tokens, Faults, _getLimits), Tokens));
        app.MapFallback("{**path}", pipeline.To(new UnknownAddress(), new BasicCredentials(options.UserName, options.Password)));
        ControlEndpoints.Map(app, this);
        return app;
    }
}
