using System.Globalization;
using QualysSandbox.Faults;
using QualysSandbox.Inventory;

namespace QualysSandbox.Control;

/// <summary>The addresses under <c>/sandbox</c>, through which a test or a person in another process looks in and scripts.</summary>
internal sealed class ControlEndpoints
{
    private const int DefaultPage = 1000;

    private readonly SandboxServer _server;

    private ControlEndpoints(SandboxServer server) => _server = server;

    public static void Map(IEndpointRouteBuilder routes, SandboxServer server)
    {
        var control = new ControlEndpoints(server);
        RouteGroupBuilder group = routes.MapGroup("/sandbox");
        group.MapGet("/health", Guarded(control.HealthAsync));
        group.MapGet("/assets", Guarded(control.ListAssetsAsync));
        group.MapGet("/assets/{id}", Guarded(control.ShowAssetAsync));
        group.MapPut("/assets/{id}", Guarded(control.PutAssetAsync));
        group.MapGet("/inventory", Guarded(control.ShowInventoryAsync));
        group.MapGet("/inventory/{id}", Guarded(control.ShowInventoryAssetAsync));
        group.MapPost("/inventory/{id}", Guarded(control.AddInventoryAssetAsync));
        group.MapPut("/inventory/{id}", Guarded(control.PutInventoryAssetAsync));
        group.MapPatch("/inventory/{id}", Guarded(control.TouchInventoryAssetAsync));
        group.MapDelete("/inventory/{id}", Guarded(control.RemoveInventoryAssetAsync));
        group.MapDelete("/tokens", Guarded(control.ExpireTokensAsync));
        group.MapGet("/requests", Guarded(control.ListRequestsAsync));
        group.MapGet("/faults", Guarded(control.ListFaultsAsync));
        group.MapPost("/faults", Guarded(control.AddFaultsAsync));
        group.MapDelete("/faults", Guarded(control.ClearFaultsAsync));
        group.MapPost("/reset", Guarded(control.ResetAsync));
        group.MapFallback("{**path}", context => RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such control endpoint."));
    }

    // There is no password here, so a web page must not get in through a name of its own that resolves to this machine.
    private static RequestDelegate Guarded(RequestDelegate endpoint) => context =>
        context.Request.Host.Host is "127.0.0.1" or "localhost"
            ? endpoint(context)
            : RefuseAsync(context, StatusCodes.Status403Forbidden, "The sandbox is controlled from its own machine only.");

    private static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error }, context.RequestAborted);
    }

    private static Task NoContentAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static bool TryReadId(HttpContext context, out ulong id) =>
        ulong.TryParse(context.Request.RouteValues["id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    private static ulong Query(HttpContext context, string name, ulong otherwise) =>
        ulong.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : otherwise;

    private static int Limit(HttpContext context) => (int)Math.Min(Query(context, "limit", DefaultPage), int.MaxValue);

    private Task HealthAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(new { status = "ok", address = _server.Address }, context.RequestAborted);

    private Task ListAssetsAsync(HttpContext context)
    {
        ulong after = Query(context, "after", 0);
        IReadOnlyList<ulong> ids = _server.Assets.Ids;
        var page = ids.SkipWhile(id => id <= after).Take(Limit(context)).Select(Asset);
        return context.Response.WriteAsJsonAsync(new { count = ids.Count, assets = page }, context.RequestAborted);
    }

    private Task ShowAssetAsync(HttpContext context) =>
        TryReadId(context, out ulong id) && _server.Assets.Knows(id)
            ? context.Response.WriteAsJsonAsync(Asset(id), context.RequestAborted)
            : RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such asset.");

    private async Task PutAssetAsync(HttpContext context)
    {
        if (!TryReadId(context, out ulong id) || !_server.Assets.Knows(id))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such asset.");
            return;
        }

        if (await ControlBody.ReadAttributesAsync(context.Request) is not { } attributes)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body must be a JSON object of keys and values.");
            return;
        }

        _server.Assets.Put(id, attributes);
        await NoContentAsync(context);
    }

    private Task ShowInventoryAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(new { count = _server.Inventory.Count, now = _server.Inventory.Now }, context.RequestAborted);

    private Task ShowInventoryAssetAsync(HttpContext context) => ChangeInventoryAsync(context, _ => Task.CompletedTask);

    private Task AddInventoryAssetAsync(HttpContext context) => ChangeInventoryAsync(context, async id =>
    {
        string changes = await ControlBody.ReadTextAsync(context.Request);
        _server.Inventory.Add(id, changes.Length > 0 ? changes : null);
    });

    private Task PutInventoryAssetAsync(HttpContext context) =>
        ChangeInventoryAsync(context, async id => _server.Inventory.Put(id, await ControlBody.ReadTextAsync(context.Request)));

    private Task TouchInventoryAssetAsync(HttpContext context) => ChangeInventoryAsync(context, async id =>
    {
        _server.Inventory.Touch(id, await ControlBody.ReadTextAsync(context.Request) is { Length: > 0 } changes ? changes : null);
        if (Query(context, "lines", 0) is > 0 and <= int.MaxValue and ulong lines)
        {
            _server.Inventory.Enlarge(id, (int)lines);
        }
    });

    private Task RemoveInventoryAssetAsync(HttpContext context) =>
        TryReadId(context, out ulong id) && _server.Inventory.Remove(id)
            ? NoContentAsync(context)
            : RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such asset.");

    // Answers with the asset as it then is.
    private async Task ChangeInventoryAsync(HttpContext context, Func<ulong, Task> change)
    {
        if (!TryReadId(context, out ulong id) || id == 0)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such asset.");
            return;
        }

        try
        {
            await change(id);
            string asset = _server.Inventory.Json(id);
            context.Response.ContentType = GatewayResponse.Json;
            await context.Response.WriteAsync(asset, context.RequestAborted);
        }
        catch (KeyNotFoundException exception)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, exception.Message);
        }
        catch (FormatException exception)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (InvalidOperationException exception)
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, exception.Message);
        }
    }

    private Task ExpireTokensAsync(HttpContext context)
    {
        _server.Tokens.ExpireAll();
        return NoContentAsync(context);
    }

    private Task ListRequestsAsync(HttpContext context)
    {
        ulong after = Query(context, "after", 0);
        IReadOnlyList<RecordedRequest> requests = _server.Requests;
        var page = requests.SkipWhile(request => (ulong)request.Number <= after).Take(Limit(context));
        return context.Response.WriteAsJsonAsync(
            new { count = requests.Count, mostAtOnce = _server.MostRequestsAtOnce, requests = page }, context.RequestAborted);
    }

    private Task ListFaultsAsync(HttpContext context)
    {
        IReadOnlyList<Fault?> pending = _server.Faults.Pending;
        var faults = pending.Select(fault => fault is null ? null : new
        {
            fault = fault.Name,
            endpoint = fault.Endpoint.ToString().ToLowerInvariant(),
            fault.AssetId,
            times = fault.Times ?? 0,
        });
        return context.Response.WriteAsJsonAsync(new { count = pending.Count, faults }, context.RequestAborted);
    }

    private async Task AddFaultsAsync(HttpContext context)
    {
        try
        {
            _server.Faults.Add(FaultJson.Parse(await ControlBody.ReadTextAsync(context.Request)));
        }
        catch (FormatException exception)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
            return;
        }

        await ListFaultsAsync(context);
    }

    private Task ClearFaultsAsync(HttpContext context)
    {
        _server.Faults.Clear();
        return NoContentAsync(context);
    }

    private Task ResetAsync(HttpContext context)
    {
        _server.Reset();
        return NoContentAsync(context);
    }

    private object Asset(ulong id) => new { id, attributes = _server.Assets.AttributesOf(id) };
}
