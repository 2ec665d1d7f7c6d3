using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Fuzzing;

/// <summary>
/// Whatever is in an answer, reading it gives what it says, or that it says nothing: no other error, nothing that takes long, and no more
/// memory than the answer is worth. Twelve seconds a reader on a build machine, half a second elsewhere; the environment variable
/// QCA_FUZZ_SECONDS has it go on for longer. A case that fails is shown with its seed.
/// </summary>
public sealed class Answers_that_came_from_anywhere(ITestOutputHelper output)
{
    private const int CasesAtATime = 500;
    private const long MostAllocated = 64L << 20;

    private static readonly byte[][] Known =
    [
        .. new[]
        {
            """{"ServiceResponse":{"responseCode":"SUCCESS","count":2,"data":[{"Asset":{"id":1500000001}},{"Asset":{"id":"1500000002"}}]}}""",
            """{"ServiceResponse":{"responseCode":"INVALID_REQUEST","responseErrorDetails":{"errorMessage":"No \u001b such \ud83d\ude00","errorResolution":"Look."}}}""",
            """{"responseMessage":"Valid API Access","count":1.0,"responseCode":"SUCCESS","lastSeenAssetId":99,"hasMore":1,"assetListData":{"asset":[{"assetId":99}]}}""",
            """{"status":401,"error":"Unauthorized","message":"JWT expired"}""",
            """{"authentication_exceptions":[["InvalidCredentialsException"]]}""",
            """<?xml version="1.0" encoding="UTF-8"?><ServiceResponse><responseCode>SUCCESS</responseCode><count>1</count><data><Asset><id>7</id></Asset></data></ServiceResponse>""",
            """<?xml version="1.0"?><!DOCTYPE SIMPLE_RETURN SYSTEM "https://x/s.dtd"><SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><TEXT>Wait &amp; see</TEXT><ITEM_LIST><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>68928</VALUE></ITEM></ITEM_LIST></RESPONSE></SIMPLE_RETURN>""",
            """<GENERIC_RETURN><API name="x"/><RETURN status="FAILED" number="999">Internal error</RETURN></GENERIC_RETURN>""",
            """<!DOCTYPE html><html><head><title>Sign in &lt;here&gt;</title></head></html>""",
            "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Headers =
    [
        "X-RateLimit-Limit", "X-RateLimit-Window-Sec", "X-RateLimit-Remaining", "X-RateLimit-ToWait-Sec", "X-Concurrency-Limit-Limit",
        "X-ConcurrencyLimit-Limit", "X-Concurrency-Limit-Running", "X-ConcurrencyLimit-Running", "Retry-After",
    ];

    private static readonly string[] HeaderValues =
    [
        "", " ", "0", "1", "-1", "3600", "300", "99999999", "999999999999999999999999", "1.5", "1e9", "+5", "0x10", "NaN", "Infinity", "-Infinity", "١٢", "1,2", "12 s",
        "Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 27 Nov 2026 12:00:00 GMT", "2026-11-27T12:00:00Z", "\"5\"", "5;6",
    ];

    private static readonly string[] MediaTypes = ["application/json", "text/xml", "text/html", "text/plain", "application/octet-stream"];

    private static TimeSpan Time { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("QCA_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double seconds) ? seconds
        : Environment.GetEnvironmentVariable("CI") is null ? 0.5 : 12);

    [Fact]
    public void Are_read_for_what_they_say()
    {
        int understood = 0;
        Repeat(Answer, of =>
        {
            (byte[] body, string mediaType) = of;
            AnswerReading reading = QualysAnswerReader.Read(body, mediaType, CancellationToken.None);
            understood += reading.Answer is null ? 0 : 1;
            foreach (int status in (int[])[200, 400, 401, 409, 500])
            {
                Assert.True(Enum.IsDefined(AnswerJudgement.Of(status, reading.Answer, changesNothing: status == 400)));
            }

            Assert.True(StoredText.Of(body, text => text).Length <= StoredText.Longest + 1);
            if (reading.Answer is { } answer)
            {
                QualysAnswer shown = answer.ToShow(text => text);
                Assert.True(answer.Count is null or >= 0);
                Each.Holds((string?[])[shown.ResponseCode, shown.ErrorMessage, shown.ErrorResolution], AssertShown);
                Assert.True(answer.Wait is null || answer.Wait <= WaitTime.Longest);
            }
        });
        Assert.True(understood > 0, "no answer was understood: nothing was tried");
    }

    [Fact]
    public void Are_pages_or_not()
    {
        var assets = new AssetReader(new AssetFields(InventorySchema.Columns, InventorySchema.Members, InventorySchema.Made));
        int read = 0;
        Repeat(Answer, of =>
        {
            using var content = new ByteArrayContent(of.Body);
            try
            {
                using InventoryPage page = InventoryPage.ReadAsync(content, assets, CancellationToken.None).GetAwaiter().GetResult();
                Assert.True(page.Assets is null or >= 0);
                read++;
            }
            catch (Exception exception) when (exception is PageUnreadableException or InvalidDataException)
            {
                Assert.NotEmpty(exception.Message);
            }
        });
        Assert.True(read > 0, "no page was read: nothing was tried");
    }

    [Fact]
    public void Are_inflated_and_converted_or_not()
    {
        int read = 0;
        string[] charsets = ["utf-8", "\"utf-8\"", "utf-16", "iso-8859-1", "windows-1252", "utf-7", "bogus", "", "x-mac-cyrillic", "utf-32"];
        Gen<(byte[] Body, string[] Codings, string Charset)> bodies =
            from answer in Answer
            from codings in Gen.Elements("gzip", "deflate", "br", "identity", "GZIP", "zstd", "x").ListOf()
            from isReal in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
            from charset in Gen.Elements(charsets)
            select (isReal && codings.Count > 0 ? Compressed(answer.Body, codings[0]) : answer.Body, codings.Take(isReal ? 1 : 5).ToArray(), charset);
        Repeat(bodies, of =>
        {
            using var content = new ByteArrayContent(of.Body);
            content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={of.Charset}");
            content.Headers.TryAddWithoutValidation("Content-Encoding", of.Codings);
            try
            {
                using AnswerBody body = AnswerBody.ReadAsync(content, 1 << 20, CancellationToken.None).GetAwaiter().GetResult();
                Assert.InRange(body.Bytes.Length, 0, 4 << 20);
                read++;
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                Assert.NotEmpty(exception.Message);
            }
        });
        Assert.True(read > 0, "no body was read: nothing was tried");
    }

    [Fact]
    public void Have_limits_that_can_be_reckoned_with()
    {
        DateTimeOffset now = new(2026, 11, 27, 11, 0, 0, TimeSpan.Zero);
        int waits = 0;
        Gen<List<(string Name, string Value)>> headers =
            (from name in Gen.Elements(Headers)
             from value in Gen.Frequency((4, Gen.Elements(HeaderValues)), (1, Gen.Choose(0, int.MaxValue).Select(number => number.ToString(CultureInfo.InvariantCulture))))
             from mutation in Gen.Frequency((3, Gen.Constant(' ')), (1, Gen.Elements(".eE+-:, \tZ9".ToCharArray())))
             select (name, mutation == ' ' ? value : value + mutation)).ListOf().Select(list => list.Take(12).ToList());
        Repeat(headers, of =>
        {
            using var response = new HttpResponseMessage();
            foreach ((string name, string value) in of)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            QualysLimits limits = QualysLimits.Read(response.Headers);
            foreach (long? number in (long?[])[limits.RateLimit, limits.RateWindowSeconds, limits.RateRemaining, limits.ConcurrencyLimit, limits.ConcurrencyRunning])
            {
                Assert.True(number is null or (>= 0 and <= int.MaxValue), $"{number}");
            }

            Assert.True(limits.RateWait is null || (limits.RateWait >= TimeSpan.Zero && limits.RateWait <= WaitTime.Longest));
            if (QualysLimits.ReadWait(limits, response.Headers, now) is var (wait, _))
            {
                Assert.InRange(wait, TimeSpan.FromTicks(1), WaitTime.Longest);
                waits++;
            }
        });
        Assert.True(waits > 0, "no wait was asked for: nothing was tried");
    }

    private static Gen<(byte[] Body, string MediaType)> Answer { get; } =
        from body in Gen.Elements(Known)
        from mutations in AnswerMutation.Several
        from mediaType in Gen.Elements(MediaTypes)
        select (mutations.Aggregate(body, (bytes, mutation) => mutation.Apply(bytes)), mediaType);

    private static void AssertShown(string? text)
    {
        Assert.True(text is null || text.Length <= ShownText.Longest + 1);
        Assert.DoesNotContain(text ?? "", character => char.IsControl(character) || character is '\u2028' or '\u202E');
    }

    private static byte[] Compressed(byte[] body, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream? compression = coding.ToLowerInvariant() switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => null,
        })
        {
            (compression ?? packed).Write(body);
        }

        return packed.ToArray();
    }

    private void Repeat<T>(Gen<T> cases, Action<T> holds)
    {
        long start = Stopwatch.GetTimestamp();
        long number = 0;
        while (Stopwatch.GetElapsedTime(start) < Time)
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(CasesAtATime).WithQuietOnSuccess(true), Prop.ForAll(Arb.From(cases), one =>
            {
                number++;
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                TimeSpan took = Measure(holds, one);
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostAllocated, "it took more than 64 MB");

                // A machine may stand still for a moment; it does not twice, at the same case.
                Assert.True(took < TimeSpan.FromSeconds(1) || Measure(holds, one) < TimeSpan.FromSeconds(1), "it took more than a second");
            }));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number:N0} cases"));
    }

    private static TimeSpan Measure<T>(Action<T> holds, T one)
    {
        long began = Stopwatch.GetTimestamp();
        holds(one);
        return Stopwatch.GetElapsedTime(began);
    }
}
