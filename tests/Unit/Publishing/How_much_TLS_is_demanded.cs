using Npgsql;
using QualysCustomAttributes.Publishing.PostgreSql;
using Xunit;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>A PostgreSQL server proves who it is, unless it is within this machine or less was asked for.</summary>
public sealed class How_much_TLS_is_demanded
{
    [Theory]
    [InlineData("Host=db", SslMode.VerifyFull)]
    [InlineData("Server=db.example.com:6432", SslMode.VerifyFull)]
    [InlineData("Host=192.168.1.7", SslMode.VerifyFull)]
    [InlineData("Host=0.0.0.0", SslMode.VerifyFull)]
    [InlineData("Host=::", SslMode.VerifyFull)]
    [InlineData("Host=localhost.example.com", SslMode.VerifyFull)]
    [InlineData("Host=127.0.0.1.example.com", SslMode.VerifyFull)]
    [InlineData("Host=localhost,db", SslMode.VerifyFull)]
    [InlineData("Host=db,127.0.0.1", SslMode.VerifyFull)]
    [InlineData("Host=db;Trust Server Certificate=true", SslMode.VerifyFull)]
    [InlineData("Host=db;SSL Mode=", SslMode.VerifyFull)]
    [InlineData("Host=localhost", SslMode.Prefer)]
    [InlineData("Host=LocalHost:6432", SslMode.Prefer)]
    [InlineData("Host=127.0.0.1", SslMode.Prefer)]
    [InlineData("Host=127.8.9.1:5433", SslMode.Prefer)]
    [InlineData("Host=::1", SslMode.Prefer)]
    [InlineData("Host=[::1]:5433", SslMode.Prefer)]
    [InlineData("Host=localhost,127.0.0.1:5433", SslMode.Prefer)]
    [InlineData("Host=/var/run/postgresql", SslMode.Prefer)]
    [InlineData("Host=@abstract", SslMode.Prefer)]
    [InlineData("Host=localhost;SSL Negotiation=Direct", SslMode.VerifyFull)]
    [InlineData("Host=localhost;SSL Mode=VerifyFull", SslMode.VerifyFull)]
    [InlineData("Host=db;SslMode=Prefer", SslMode.Prefer)]
    [InlineData("Host=db;ssl mode=require", SslMode.Require)]
    public void Where_nothing_is_said_the_server_proves_who_it_is(string connectionString, SslMode expected) =>
        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(new PostgreSqlTarget(connectionString, password: "pw").ConnectionString).SslMode);

    [Theory]
    [InlineData("Host=db;SSL Mode=Disable", "nothing is encrypted")]
    [InlineData("Host=db;SSL Mode=Allow", "in the clear")]
    [InlineData("Host=db;SSL Mode=Prefer", "in the clear")]
    [InlineData("Host=localhost,db;SSL Mode=Require", "does not prove who it is")]
    [InlineData("Host=db;SSL Mode=VerifyCA", "take the place of this one")]
    [InlineData("Host=db;SSL Mode=VerifyFull", null)]
    [InlineData("Host=db", null)]
    [InlineData("Host=localhost;SSL Mode=Disable", null)]
    public void Less_is_said(string connectionString, string? warning)
    {
        string? said = new PostgreSqlTarget(connectionString).Warning;

        Assert.Equal(warning is null, said is null);
        Assert.Contains(warning ?? "", said ?? "", StringComparison.Ordinal);
    }
}
