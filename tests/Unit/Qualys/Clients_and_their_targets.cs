using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What a client says of where it sends and for whom: it is what a command that goes on is told.</summary>
public sealed class Clients_and_their_targets
{
    private static readonly QualysCredential User = new("jane", "s3cret");
    private static readonly QualysCredential Client = QualysCredential.OfClient("id-1", "s3cret", QualysClientKind.Subscription);
    private static readonly QualysCredential Token = QualysCredential.OfToken("made.else.where");
    private static readonly QualysAddress Api = QualysAddress.Parse("qualysapi.qg3.apps.qualys.com");
    private static readonly QualysAddress Gateway = QualysAddress.Parse("gateway.example.org");

    [Theory]
    [InlineData("user", false, true, "Basic - -", "User jane jane - -")]
    [InlineData("user", true, true, "Bearer - -", "User jane jane - gateway.example.org")]
    [InlineData("client", true, true, "Bearer - -", "Client id-1 - Subscription gateway.example.org")]
    [InlineData("token", true, true, "Bearer - -", "Token - - - -")]
    [InlineData("user", false, false, "Basic - User", "User jane jane - -")]
    [InlineData("user", true, false, "Bearer - User", "User jane jane - gateway.example.org")]
    [InlineData("client", true, false, "Bearer Subscription Client", "Client id-1 - Subscription gateway.example.org")]
    [InlineData("token", true, false, "Bearer - Token", "Token - - - -")]
    public void Of_a_connection(string account, bool isBearer, bool isKept, string target, string who)
    {
        QualysConnection connection = QualysConnection.To(
            Api.Host, Gateway.Host, Of(account), updateAuthentication: isBearer ? QualysUpdateAuthentication.Bearer : QualysUpdateAuthentication.Basic);

        using QualysClient client = QualysClient.Of(connection, isKept: isKept);

        Assert.Null(client.Target.Gateway);
        Assert.Equal((target, who), (Describe(client.Target), Describe(client)));
        Assert.Same(connection.Api, client.Address);
    }

    [Theory]
    [InlineData("user", false, false, "Basic - -", "User jane jane - -")]
    [InlineData("user", true, false, "Bearer - -", "User jane jane - gateway.qg3.apps.qualys.com")]
    [InlineData("user", true, true, "Bearer - -", "User jane jane - gateway.example.org")]
    [InlineData("client", true, true, "Bearer Subscription -", "Client id-1 - Subscription gateway.example.org")]
    [InlineData("token", true, true, "Bearer - -", "Token - - - -")]
    public void Of_a_target(string account, bool isBearer, bool isNamed, string target, string who)
    {
        var asked = new UpdateTarget(
            Api, isBearer ? QualysUpdateAuthentication.Bearer : QualysUpdateAuthentication.Basic, isNamed ? Gateway : null);

        using QualysClient client = QualysClient.To(asked, Of(account), new QualysClientOptions());

        Assert.Equal(isNamed ? Gateway : null, client.Target.Gateway);
        Assert.Equal((target, who), (Describe(client.Target), Describe(client)));
    }

    [Theory]
    [InlineData("client", "a client's id and secret")]
    [InlineData("token", "an access token")]
    public void Updates_by_user_and_password_want_them(string account, string words)
    {
        QualysConnection connection = QualysConnection.To(Api.Host, null, Of(account));

        QualysConfigurationException refusal = Assert.Throws<QualysConfigurationException>(() => QualysClient.Of(connection));

        Assert.Equal("UpdateAuthenticationMissing", refusal.ErrorId);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("AddressMissing", Assert.Throws<QualysConfigurationException>(() => QualysClient.Of(QualysConnection.To(null, Gateway.Host, User))).ErrorId);
    }

    [Fact]
    public void A_credential_is_made_of_what_is_there()
    {
        Assert.Equal(
            "CredentialMissing: There are no credentials for Qualys: the user name is empty.\nCredentialMissing: There are no credentials for Qualys: the password is empty.\n"
            + "CredentialMissing: There are no credentials for Qualys: the client's id is empty.\nCredentialMissing: There are no credentials for Qualys: the client's secret is empty.\n"
            + "CredentialMissing: There are no credentials for Qualys: the access token is empty.",
            string.Join('\n', ((Func<QualysCredential>[])
            [
                () => new QualysCredential("", "p"), () => new QualysCredential("u", ""), () => QualysCredential.OfClient(" ", "s"),
                () => QualysCredential.OfClient("i", "\n"), () => QualysCredential.OfToken(" "),
            ]).Select(make => Assert.Throws<QualysConfigurationException>(make)).Select(error => $"{error.ErrorId}: {error.Message}")));
        Assert.Equal("amFuZTpzM2NyZXQ=", User.Basic?.Parameter);
        Assert.Equal(("jane", null, null), (User.UserName, User.ClientId, User.AccessToken));
        Assert.Equal((null, "id-1", null, null), (Client.UserName, Client.ClientId, Client.AccessToken, Client.Basic));
        Assert.Equal((null, null, "made.else.where"), (Token.UserName, Token.ClientId, Token.AccessToken));
        Assert.Equal("Qualys credential", User.ToString());
        Assert.Equal("x [redacted] http://host", User.Redact("x s3cret http://a:b@host").Replace("[redacted]@", "", StringComparison.Ordinal));
    }

    private static QualysCredential Of(string account) => account == "user" ? User : account == "client" ? Client : Token;

    private static string Describe(UpdateTarget target) =>
        $"{target.Authentication} {target.ClientKind?.ToString() ?? "-"} {target.Given?.ToString() ?? "-"}";

    private static string Describe(QualysClient client) =>
        $"{client.AccountKind} {client.AccountName ?? "-"} {client.RecordedName ?? "-"} {client.ClientKind?.ToString() ?? "-"} {client.Gateway?.Host ?? "-"}";
}
