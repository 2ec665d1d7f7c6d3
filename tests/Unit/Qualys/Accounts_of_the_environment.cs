using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>The account that the environment variables name: one of them, wholly there.</summary>
public sealed class Accounts_of_the_environment : IDisposable
{
    private static readonly string[] Names = ["q_username", "q_password", "q_client_id", "q_client_secret", "q_access_token"];

    private readonly string?[] _before = [.. Names.Select(Environment.GetEnvironmentVariable)];

    [Theory]
    [InlineData("", null, "q_username q_password")]
    [InlineData("q_username", null, "q_password")]
    [InlineData("q_password", null, "q_username")]
    [InlineData("q_client_id", null, "q_client_secret")]
    [InlineData("q_client_secret", null, "q_client_id")]
    [InlineData("q_username q_password", "User", "")]
    [InlineData("q_client_id q_client_secret", "Client", "")]
    [InlineData("q_access_token", "Token", "")]
    public void Is_there_where_all_of_it_is(string set, string? kind, string missing)
    {
        Set(set);

        Assert.Equal(kind, EnvironmentCredential.Find(null)?.Kind.ToString());
        Assert.Equal(missing, string.Join(' ', EnvironmentCredential.MissingNames));
        Assert.Equal(set.Length > 0, EnvironmentCredential.IsBegun);
    }

    [Fact]
    public void Is_taken_or_missed_by_whoever_asks_for_it()
    {
        Set("q_access_token");
        Assert.Equal(QualysAccountKind.Token, QualysCredential.FromEnvironment().Kind);
        Set("q_password");
        Assert.Contains("q_username", Assert.Throws<QualysConfigurationException>(() => QualysCredential.FromEnvironment()).Message, StringComparison.Ordinal);
        Set("q_client_id q_client_secret");
        Assert.Equal(QualysClientKind.User, QualysCredential.FromEnvironment().ClientKind);
        Assert.Equal(QualysClientKind.Subscription, QualysCredential.FromEnvironment(QualysClientKind.Subscription).ClientKind);
    }

    [Theory]
    [InlineData("", "There are no credentials for Qualys.")]
    [InlineData("q_password", "the environment variable q_password is set, and q_username, which belongs to it, is not.")]
    [InlineData("q_client_id", "the environment variable q_client_id is set, and q_client_secret, which belongs to it, is not.")]
    public void Is_missed_by_the_name_of_what_is_not_there(string set, string told)
    {
        Set(set);

        Assert.EndsWith(told, EnvironmentCredential.Missing().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q_username q_access_token", "q_username, q_access_token")]
    [InlineData("q_password q_client_id q_client_secret", "q_password, q_client_id, q_client_secret")]
    public void Is_not_guessed_among_several(string set, string told)
    {
        Set(set);

        QualysConfigurationException error = Assert.Throws<QualysConfigurationException>(() => EnvironmentCredential.Find(null));

        Assert.Equal("CredentialAmbiguous", error.ErrorId);
        Assert.Contains($": {told}.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Clear those of the environment variables that are not meant.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_a_client_where_somebody_says_whose()
    {
        Set("q_username q_password");
        Assert.Equal("ClientMissing", Assert.Throws<QualysConfigurationException>(() => EnvironmentCredential.Find(QualysClientKind.User)).ErrorId);
        Set("");
        Assert.Null(EnvironmentCredential.Find(QualysClientKind.Subscription));
        Set("q_client_id q_client_secret");
        Assert.Equal(QualysAccountKind.Client, EnvironmentCredential.Find(QualysClientKind.Subscription)?.Kind);
    }

    public void Dispose()
    {
        for (int i = 0; i < Names.Length; i++)
        {
            Environment.SetEnvironmentVariable(Names[i], _before[i]);
        }
    }

    private static void Set(string names)
    {
        foreach (string name in Names)
        {
            Environment.SetEnvironmentVariable(name, names.Split(' ').Contains(name) ? "given" : null);
        }
    }
}
