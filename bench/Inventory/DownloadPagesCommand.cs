using System.Buffers.Text;
using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Bench.Inventory;

/// <summary>
/// Downloads every page and writes it as received, and nothing else: the measure of the whole job. It reads of a page only
/// what the next one is asked for with, which stands before the assets.
/// </summary>
internal sealed class DownloadPagesCommand : Command
{
    private const int StartBytes = 4096;

    private readonly Argument<string> _gateway = new("gateway") { Description = "The gateway's address" };
    private readonly Argument<string> _folder = new("folder") { Description = "The folder for the pages" };

    public DownloadPagesCommand()
        : base("download-pages", "Downloads every page of assets into a folder")
    {
        Arguments.Add(_gateway);
        Arguments.Add(_folder);
        SetAction(RunAsync);
    }

    private async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        string folder = result.GetValue(_folder)!;
        using var client = new HttpClient { BaseAddress = new Uri(result.GetValue(_gateway)!) };
        await AuthenticateAsync(client, cancellationToken);
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        (ulong lastSeen, bool hasMore) = (0, true);
        for (int number = 1; hasMore; number++)
        {
            var address = new Uri(FormattableString.Invariant($"/rest/2.0/search/am/asset?pageSize=300&lastSeenAssetId={lastSeen}&assetLastUpdated=1970-01-01T00:00:00Z"), UriKind.Relative);
            using HttpResponseMessage response = await client.PostAsync(address, null, cancellationToken);
            response.EnsureSuccessStatusCode();
            byte[] page = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"page_{number:D6}.json.gz")), page, cancellationToken);
            (lastSeen, hasMore) = ReadStart(page);
        }
    }

    private static async Task AuthenticateAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("username", "sandbox"), new("password", "sandbox"), new("token", "true")]);
        using HttpResponseMessage response = await client.PostAsync(new Uri("/auth", UriKind.Relative), form, cancellationToken);
        response.EnsureSuccessStatusCode();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static (ulong LastSeen, bool HasMore) ReadStart(byte[] page)
    {
        byte[] start = new byte[StartBytes];
        using var gzip = new GZipStream(new MemoryStream(page), CompressionMode.Decompress);
        var reader = new Utf8JsonReader(start.AsSpan(0, gzip.ReadAtLeast(start, StartBytes, throwOnEndOfStream: false)), isFinalBlock: false, default);
        (ulong lastSeen, bool hasMore) = (0, false);
        while (reader.Read() && !(reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("assetListData"u8)))
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("lastSeenAssetId"u8))
            {
                reader.Read();
                lastSeen = Utf8Parser.TryParse(reader.ValueSpan, out ulong id, out _) ? id : throw new InvalidDataException("The page has no lastSeenAssetId.");
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("hasMore"u8))
            {
                reader.Read();
                hasMore = reader.ValueSpan.SequenceEqual("1"u8);
            }
        }

        return (lastSeen, hasMore);
    }
}
