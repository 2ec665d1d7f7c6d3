using System.Collections.Concurrent;
using System.Text;

namespace QualysCustomAttributes.Shared.Network;

/// <summary>A proxy on this machine that carries CONNECT, whatever host is asked for, to one port, and keeps what it was asked.</summary>
internal sealed class LoopbackProxy(int upstream) : LoopbackListener
{
    private const int LongestHead = 64 * 1024;

    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>The account that it wants, as <c>user:password</c>, or <see langword="null"/> where it wants none.</summary>
    public string? Account { get; init; }

    /// <summary>What it says instead of carrying anything, or <see langword="null"/>; nothing at all where it is empty.</summary>
    public string? Instead { get; set; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The heads of the requests to it, in their order.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>The first lines of the requests to it.</summary>
    public IEnumerable<string> Lines => _asked.Select(head => head[..head.IndexOf('\r', StringComparison.Ordinal)]);

    protected override async Task ServeAsync(Stream client, CancellationToken stop)
    {
        string head = await ReadHeadAsync(client, stop);
        if (head.Length == 0)
        {
            return;
        }

        _asked.Enqueue(head);
        if (Instead is not null)
        {
            await SayAsync(client, Instead, stop);
        }
        else if (Account is not null && !head.Contains($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Account))}\r\n", StringComparison.Ordinal))
        {
            await SayAsync(
                client,
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                stop);
        }
        else if (!head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await SayAsync(client, "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", stop);
        }
        else
        {
            await SayAsync(client, "HTTP/1.1 200 Connection established\r\n\r\n", stop);
            await RelayAsync(client, upstream, stop);
        }
    }

    private static async Task SayAsync(Stream client, string text, CancellationToken stop) =>
        await client.WriteAsync(Encoding.Latin1.GetBytes(text), stop);

    // Byte by byte: what follows the head is the tunnel's.
    private static async Task<string> ReadHeadAsync(Stream client, CancellationToken stop)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (head.Length < LongestHead && await client.ReadAsync(one, stop) == 1)
        {
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
            {
                return head.ToString();
            }
        }

        return "";
    }
}
