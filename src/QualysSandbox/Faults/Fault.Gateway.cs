using System.Text;
using System.Text.Json;
using QualysSandbox.Hosting;

namespace QualysSandbox.Faults;

/// <content>What can go wrong at the gateway only.</content>
public sealed partial class Fault
{
    private const int ManyLines = 25_000;

    /// <summary>Nothing goes wrong: one request to the endpoint passes, so that what is queued behind strikes a later one.</summary>
    public static Fault Pass() => new("pass", ChangeMoment.BeforeDelay, context => context.Usual) { Passes = true };

    /// <summary>401, and no token given so far is valid any more.</summary>
    public static Fault TokenExpired() =>
        new(
            "tokenExpired",
            ChangeMoment.Never,
            context => context.Refusal("UNAUTHORIZED", "The token has expired.", null, StatusCodes.Status401Unauthorized))
        {
            ExpiresTokens = true,
            Endpoint = QualysEndpoint.Search,
            Endpoints = [QualysEndpoint.Count, QualysEndpoint.Search, QualysEndpoint.Get, QualysEndpoint.Update],
        };

    /// <summary>204, though there are assets.</summary>
    public static Fault NoContent() =>
        new("noContent", ChangeMoment.BeforeDelay, _ => new Answer(StatusCodes.Status204NoContent))
        {
            Endpoint = QualysEndpoint.Search,
            Endpoints = [QualysEndpoint.Count, QualysEndpoint.Search, QualysEndpoint.Get],
        };

    /// <summary>The whole page, but for <c>hasMore</c>.</summary>
    public static Fault WithoutHasMore() => OfPage("withoutHasMore", new PageFault { OmitsHasMore = true });

    /// <summary>The whole page with null for <c>lastSeenAssetId</c>.</summary>
    public static Fault NullLastSeenAssetId() => OfPage("nullLastSeenAssetId", new PageFault { NullLastSeen = true });

    /// <summary>200 with an empty list of assets, though there are some; <c>hasMore</c> is as it would be, or left out.</summary>
    public static Fault EmptyPage(bool withHasMore = true) =>
        OfPage("emptyPage", new PageFault { IsEmpty = true, OmitsHasMore = !withHasMore });

    /// <summary>Every asset of the page has one field more; <paramref name="value"/> is JSON.</summary>
    /// <exception cref="FormatException">The value is no JSON.</exception>
    public static Fault UnknownField(string name = "newlyIntroducedField", string value = """{"level":"höchst","since":[2031]}""")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            JsonDocument.Parse(value).Dispose();
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The value of {name} is no JSON: {exception.Message}", exception);
        }

        return OfPage("unknownField", new PageFault { Field = (name, Encoding.UTF8.GetBytes(value)) });
    }

    /// <summary>In every asset of the page some lists are null, and others null inside their object.</summary>
    public static Fault NullLists() => OfPage("nullLists", new PageFault { NullLists = true });

    /// <summary>The page's first asset, or that of <see cref="ForAsset"/>, has at least this many lines of JSON.</summary>
    public static Fault HugeAsset(int lines = ManyLines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 1);
        return OfPage("hugeAsset", new PageFault { Lines = lines });
    }

    private static Fault OfPage(string name, PageFault page) => new(name, ChangeMoment.BeforeDelay, context => context.Usual)
    {
        PageFault = page,
        Endpoint = QualysEndpoint.Search,
        Endpoints = [QualysEndpoint.Search, QualysEndpoint.Get],
    };
}
