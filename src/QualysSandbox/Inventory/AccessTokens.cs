using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>The tokens that the gateway gave out: of the form of a JWT, and signed by nobody. Safe for many threads.</summary>
public sealed class AccessTokens : ICredentials
{
    private const string Scheme = "Bearer ";
    private const int SignatureBytes = 64;

    private readonly Dictionary<string, Validity> _valid = new(StringComparer.Ordinal);
    private readonly List<string> _issued = [];
    private readonly Lock _gate = new();
    private readonly SandboxOptions _options;

    internal AccessTokens(SandboxOptions options) => _options = options;

    /// <summary>Every token given out so far, valid or not.</summary>
    public IReadOnlyList<string> Issued
    {
        get
        {
            lock (_gate)
            {
                return [.. _issued];
            }
        }
    }

    /// <summary>Makes every token given out so far invalid.</summary>
    public void ExpireAll()
    {
        lock (_gate)
        {
            _valid.Clear();
        }
    }

    /// <summary>Uses the token of a request once.</summary>
    bool ICredentials.AreIn(IHeaderDictionary headers, string body)
    {
        string authorization = headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string token = authorization[Scheme.Length..].Trim();
        lock (_gate)
        {
            if (!_valid.TryGetValue(token, out Validity validity)
                || validity.Until <= _options.TimeProvider.GetUtcNow() || validity.Uses == 0)
            {
                return false;
            }

            _valid[token] = validity with { Uses = validity.Uses - 1 };
            return true;
        }
    }

    internal string Issue()
    {
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        DateTimeOffset until = now + _options.TokenLifetime;
        string header = Part(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS512", typ = "JWT" }));
        string claims = Part(JsonSerializer.SerializeToUtf8Bytes(new
        {
            sub = _options.UserName,
            iss = "qualys-sandbox",
            iat = now.ToUnixTimeSeconds(),
            exp = until.ToUnixTimeSeconds(),
            jti = Guid.NewGuid(),
        }));
        string token = $"{header}.{claims}.{Part(RandomNumberGenerator.GetBytes(SignatureBytes))}";
        lock (_gate)
        {
            _issued.Add(token);
            _valid.Add(token, new Validity(until, _options.TokenUses));
        }

        return token;
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _valid.Clear();
            _issued.Clear();
        }
    }

    private static string Part(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private readonly record struct Validity(DateTimeOffset Until, int? Uses);
}
