using System.Text;

namespace QualysCustomAttributes.Shared.Network;

/// <summary>A server that answers whatever comes first with fixed bytes, and hangs up.</summary>
internal sealed class ScriptedServer(byte[] answer) : LoopbackListener
{
    private readonly MemoryStream _received = new();

    /// <summary>A server that says a text.</summary>
    public ScriptedServer(string answer)
        : this(Encoding.Latin1.GetBytes(answer))
    {
    }

    public string Address => $"localhost:{Port}";

    /// <summary>Everything that was sent to it.</summary>
    public byte[] Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToArray();
            }
        }
    }

    protected override async Task ServeAsync(Stream client, CancellationToken stop)
    {
        byte[] buffer = new byte[16 * 1024];
        Keep(buffer.AsSpan(0, await client.ReadAsync(buffer, stop)));
        await client.WriteAsync(answer, stop);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(answer.Length == 0 ? 0 : 1));
        int read = await client.ReadAsync(buffer, patience.Token);
        Keep(buffer.AsSpan(0, read));
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_received)
        {
            _received.Write(bytes);
        }
    }
}
