using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QualysCustomAttributes.Shared.Network;

/// <summary>A certificate authority of a test's own, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=Authority of a test", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    /// <summary>The authority as a file that <c>SSL_CERT_FILE</c> may name.</summary>
    public string Pem => _authority.ExportCertificatePem();

    /// <summary>A certificate for a host that nobody but itself has signed.</summary>
    public static X509Certificate2 SelfSigned(string host = "localhost")
    {
        using var key = RSA.Create(2048);
        using X509Certificate2 certificate = Request(key, host).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        return WithKey(certificate);
    }

    /// <summary>A certificate for a host, valid for some days from now on.</summary>
    public X509Certificate2 For(string host, int fromDays = -1, int toDays = 1)
    {
        using var key = RSA.Create(2048);
        using X509Certificate2 bare = Request(key, host).Create(_authority, Now.AddDays(fromDays), Now.AddDays(toDays), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 certificate = bare.CopyWithPrivateKey(key);
        return WithKey(certificate);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest Request(RSA key, string host)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? ip))
        {
            names.AddIpAddress(ip);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    // Through a file's form: Windows serves no certificate whose key lives in memory alone.
    private static X509Certificate2 WithKey(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
