using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace QualysCustomAttributes.Shared.Network;

/// <summary>A server of a test's own on a free port of this machine; it serves each connection on its own.</summary>
internal abstract class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly Task _loop;
    private int _connections;

    protected LoopbackListener()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often somebody has connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public virtual async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_served);
        _listener.Dispose();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Serves one connection.</summary>
    protected abstract Task ServeAsync(Stream client, CancellationToken stop);

    /// <summary>Carries bytes both ways until either side is done.</summary>
    protected static async Task RelayAsync(Stream client, int port, CancellationToken stop)
    {
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(IPAddress.Loopback, port, stop);
        await using NetworkStream server = upstream.GetStream();
        await Task.WhenAny(client.CopyToAsync(server, stop), server.CopyToAsync(client, stop));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _served.Add(ServeOneAsync(client));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeOneAsync(TcpClient client)
    {
        // Off the accepting loop, whose constructor may not be through yet.
        await Task.Yield();
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream(), _stop.Token);
            }
            catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException or OperationCanceledException)
            {
                // The client hung up, as it may, or the test is over.
            }
        }
    }
}
