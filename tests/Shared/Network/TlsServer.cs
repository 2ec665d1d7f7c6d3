using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace QualysCustomAttributes.Shared.Network;

/// <summary>Puts TLS in front of a server on this machine.</summary>
internal sealed class TlsServer(X509Certificate2 certificate, int upstream) : LoopbackListener
{
    public string Address => $"localhost:{Port}";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        certificate.Dispose();
    }

    protected override async Task ServeAsync(Stream client, CancellationToken stop)
    {
        await using var stream = new SslStream(client);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        await RelayAsync(stream, upstream, stop);
    }
}
