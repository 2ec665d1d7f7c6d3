using System.Net.Sockets;
using System.Security.Authentication;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What fails below us, a connection or a file, is told in words of ours, and not in those of .NET.</summary>
public sealed class Failures_in_our_words
{
    [Theory]
    [InlineData(SocketError.ConnectionReset, "reset")]
    [InlineData(SocketError.ConnectionRefused, "refused")]
    [InlineData(SocketError.HostUnreachable, "cannot be reached")]
    [InlineData(SocketError.NetworkUnreachable, "cannot be reached")]
    [InlineData(SocketError.HostNotFound, "name")]
    [InlineData(SocketError.TryAgain, "name")]
    [InlineData(SocketError.TimedOut, "no answer")]
    [InlineData(SocketError.ConnectionAborted, "broke off")]
    [InlineData(SocketError.Shutdown, "broke off")]
    [InlineData(SocketError.TooManyOpenSockets, "TooManyOpenSockets")]
    public void Of_a_socket(SocketError code, string words)
    {
        var socket = new SocketException((int)code);
        var failure = new HttpRequestException(
            "An error occurred while sending the request.",
            new IOException($"Unable to read data from the transport connection: {socket.Message}.", socket));

        AssertOurs(new NetworkFailure(failure, text => text), words);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "name")]
    [InlineData(HttpRequestError.ConnectionError, "no connection")]
    [InlineData(HttpRequestError.SecureConnectionError, "TLS")]
    [InlineData(HttpRequestError.ResponseEnded, "broke off")]
    [InlineData(HttpRequestError.Unknown, "broke off")]
    public void Of_HTTP(HttpRequestError error, string words) =>
        AssertOurs(new NetworkFailure(new HttpRequestException(error, "An error occurred while sending the request."), text => text), words);

    [Fact]
    public void Of_TLS_with_what_was_wrong()
    {
        var failure = new HttpRequestException(
            HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.",
            new AuthenticationException("The remote certificate was rejected: odd."));

        string text = new NetworkFailure(failure, each => each).Why;

        Assert.Contains("TLS", text, StringComparison.Ordinal);
        Assert.Contains("The remote certificate was rejected: odd", text, StringComparison.Ordinal);
        Assert.DoesNotContain("see inner", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_mapping_that_is_not_there()
    {
        using var folder = new TemporaryFolder();

        string message = Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromJsonFile(folder.File("none.json"))).Message;

        Assert.Contains("does not exist", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Could not", message, StringComparison.Ordinal);
        Assert.Contains(
            "folder", Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromJsonFile(folder.File("no/none.json"))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "is a folder", Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromJsonFile(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"a\" \"b\" }", "line 1, column 7")]
    [InlineData("{\n  \"a\": b\n}", "line 2, column 8")]
    [InlineData("", "line 1, column 1")]
    [InlineData("{\"a\":\"b\"", "line 1")]
    public void Of_a_mapping_that_is_no_JSON_with_the_place(string json, string place)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("mapping.json");
        File.WriteAllText(path, json);

        string message = Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromJsonFile(path)).Message;

        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePosition", message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "00:00:03")]
    [InlineData(5400, "01:30:00")]
    [InlineData(90000, "25 h")]
    [InlineData(86400, "24 h")]
    [InlineData(86500, "24 h 1 min 40 s")]
    [InlineData(99999999, "27,777 h 46 min 39 s")]
    public void Of_a_wait_in_hours_where_it_is_longer_than_a_day(int seconds, string words)
    {
        var options = new QualysClientOptions { MaximumWait = TimeSpan.FromSeconds(1) };
        QualysAddress address = QualysAddress.Parse("qualysapi.qg3.apps.qualys.com");

        Assert.Contains(
            $"a wait of {words}, until", QualysParkedException.WaitTooLong(address, TimeSpan.FromSeconds(seconds), options).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_proxy_that_asks_with_how_its_address_is_written()
    {
        QualysAddress address = QualysAddress.Parse("qualysapi.qg3.apps.qualys.com");

        string message = QualysConnectionException.ProxyAsks(address, null).Message;

        Assert.Contains("http://user:password@host:port", message, StringComparison.Ordinal);
        Assert.Contains("percent", message, StringComparison.Ordinal);
        Assert.Contains("%40", message, StringComparison.Ordinal);
    }

    private static void AssertOurs(NetworkFailure failure, string words)
    {
        Assert.Contains(words, failure.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("occurred", failure.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("transport", failure.Why, StringComparison.Ordinal);
    }
}
