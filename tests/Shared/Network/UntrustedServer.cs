using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace QualysCustomAttributes.Shared.Network;

/// <summary>A server whose certificate nobody vouches for, and that counts the bytes it gets to read.</summary>
internal sealed class UntrustedServer : LoopbackListener
{
    private readonly X509Certificate2 _certificate = TestCertificates.SelfSigned();

    /// <summary>Its name and port.</summary>
    public string Address => $"localhost:{Port}";

    public int BytesRead { get; private set; }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _certificate.Dispose();
    }

    protected override async Task ServeAsync(Stream client, CancellationToken stop)
    {
        await using var stream = new SslStream(client);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, stop);
        BytesRead += await stream.ReadAsync(new byte[1024], stop);
    }
}
