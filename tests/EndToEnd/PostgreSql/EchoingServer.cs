using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>
/// A server that speaks enough of PostgreSQL's protocol to ask for a password in the clear, and that says the password in its
/// refusal. It listens on every address of this machine.
/// </summary>
internal sealed class EchoingServer : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const byte TlsHandshake = 0x16;

    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly X509Certificate2? _certificate;
    private readonly Func<string, string> _echo;
    private readonly Task _loop;

    public EchoingServer(Func<string, string>? echo = null, X509Certificate2? certificate = null)
    {
        _echo = echo ?? (password => password);
        _certificate = certificate;
        _listener.Start();
        _loop = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were made.</summary>
    public int Connections { get; private set; }

    /// <summary>The passwords that it got, in the clear.</summary>
    public List<string> Passwords { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                Connections++;
                byte[] first = new byte[1];
                await client.Client.ReceiveAsync(first, SocketFlags.Peek);
                await TalkAsync(first[0] == TlsHandshake ? await SecureAsync(client.GetStream()) : client.GetStream());
            }
            catch (Exception exception) when (exception is AuthenticationException or IOException)
            {
                // The client hung up, as it should.
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        byte[] first = await ReadBodyAsync(stream);
        if (BinaryPrimitives.ReadInt32BigEndian(first) == SslRequest)
        {
            stream.WriteByte((byte)(_certificate is null ? 'N' : 'S'));
            stream = _certificate is null ? stream : await SecureAsync(stream);
            await ReadBodyAsync(stream);
        }

        await WriteAsync(stream, 'R', [0, 0, 0, 3]);
        await stream.ReadExactlyAsync(new byte[1]);
        string password = Encoding.UTF8.GetString(await ReadBodyAsync(stream)).TrimEnd('\0');
        Passwords.Add(password);
        await WriteAsync(stream, 'E', Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C28P01\0M{_echo(password)}\0H{_echo(password)}\0W{_echo(password)}\0\0"));
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(_certificate!);
        return secured;
    }

    private static async Task<byte[]> ReadBodyAsync(Stream stream)
    {
        byte[] length = new byte[4];
        await stream.ReadExactlyAsync(length);
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        await stream.ReadExactlyAsync(body);
        return body;
    }

    private static async Task WriteAsync(Stream stream, char kind, byte[] body)
    {
        byte[] head = new byte[5];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), body.Length + 4);
        await stream.WriteAsync(head.Concat(body).ToArray());
        await stream.FlushAsync();
    }
}
