using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModuleShell;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Packages;

/// <summary>
/// Packages that are signed with a certificate of one's own. Scripts and programs are signed on Windows alone, which is told; whether
/// anybody trusts the certificate is for those who take the package to say.
/// </summary>
public sealed class Signing_the_packages : IDisposable
{
    private const string Password = "a p'a$s";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_certificate_in_a_file_signs()
    {
        using X509Certificate2 certificate = MakeCertificate();
        string file = _folder.File("signing.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, Password), TestContext.Current.CancellationToken);

        (int exitCode, string output) = await PackedProduct.PackAsync(
            _folder.File("packages"),
            $"-Kind Module -CertificatePath '{file}' -CertificatePassword (ConvertTo-SecureString '{Password.Replace("'", "''", StringComparison.Ordinal)}' -AsPlainText)");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(Password, output, StringComparison.Ordinal);
        await IsSignedWithAsync(certificate);
    }

    [Fact]
    public async Task A_certificate_in_the_store_of_the_user_signs_by_its_thumbprint()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("a store of the tests' own can be had on Linux alone");
            return;
        }

        using X509Certificate2 certificate = MakeCertificate();
        string store = Path.Combine(_folder.Path, ".dotnet", "corefx", "cryptography", "x509stores", "my");
        Directory.CreateDirectory(store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string file = Path.Combine(store, $"{certificate.Thumbprint}.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (int exitCode, string output) = await PackedProduct.PackAsync(
            _folder.File("packages"), $"-Kind Module -CertificateThumbprint {certificate.Thumbprint}", HomeOf(_folder.Path));

        Assert.True(exitCode == 0, output);
        await IsSignedWithAsync(certificate);
    }

    [Fact]
    public async Task A_thumbprint_that_nobody_has_makes_no_package()
    {
        (int exitCode, string output) = await PackedProduct.PackAsync(
            _folder.File("packages"), $"-Kind Module -CertificateThumbprint {new string('0', 40)}", HomeOf(_folder.Path));

        Assert.Equal(1, exitCode);
        Assert.Contains(new string('0', 40), output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("packages")));
    }

    private static Dictionary<string, string> HomeOf(string folder) => new()
    {
        ["HOME"] = folder,
        ["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
    };

    private async Task IsSignedWithAsync(X509Certificate2 certificate)
    {
        string package = Path.Combine(_folder.File("packages"), $"QualysCustomAttributes.{PackedProduct.Version}.nupkg");
        (_, string output) = await InstalledProgram.RunAsync(DotnetHost.Path, Repository.Root, null, "nuget", "verify", package, "--verbosity", "normal");

        Assert.Contains("Signature type: Author", output, StringComparison.Ordinal);
        Assert.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256), output, StringComparison.Ordinal);
    }

    // As an authority makes one for those who sign code.
    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=QualysCustomAttributes tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(2));
    }
}
