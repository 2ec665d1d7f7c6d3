using System.IO.Compression;
using System.Text;

namespace QualysSandbox.Hosting;

/// <summary>An answer as data, so that it can be reshaped and recorded before it is sent.</summary>
internal sealed record Answer(int Status)
{
    public string Body { get; init; } = "";

    /// <summary>The body where it is too large to be held; <see cref="Body"/> is empty then.</summary>
    public AnswerContent? Content { get; init; }

    /// <summary>Whether a large body is compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether the body may be recorded.</summary>
    public bool IsRecorded { get; init; } = true;

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public Delivery Delivery { get; init; }

    /// <summary>The answer in a few words, for the console.</summary>
    public string? Summary { get; init; }

    /// <summary>The part of the body that reaches the client.</summary>
    public string SentBody => Delivery switch
    {
        Delivery.Dropped => "",
        Delivery.CutShort => Body[..(Body.Length / 2)],
        _ => Body,
    };

    /// <summary>The same answer with a body that ends in the middle.</summary>
    public Answer Half() => Content is null
        ? this with { Body = Body[..(Body.Length / 2)] }
        : this with { Content = Content with { IsHalf = true } };

    /// <summary>Adds headers, leaving alone those that the answer already has.</summary>
    public Answer WithHeadersBehind(IReadOnlyDictionary<string, string> headers)
    {
        var all = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in Headers)
        {
            all[name] = value;
        }

        return this with { Headers = all };
    }

    /// <summary>Sends the answer, and says how many bytes its body has just before it is complete.</summary>
    public async Task SendAsync(HttpContext context, Action<long> completing, CancellationToken cancellation)
    {
        if (Delivery == Delivery.Dropped)
        {
            completing(0);
            context.Abort();
            return;
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        foreach ((string name, string value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (Content is not null)
        {
            AnswerContent content = Delivery == Delivery.CutShort ? Content with { IsHalf = true } : Content;
            await SendContentAsync(content, context.Response, completing, cancellation);
        }
        else if (Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            completing(Encoding.UTF8.GetByteCount(SentBody));
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(Body);
            await context.Response.WriteAsync(SentBody, cancellation);
        }
        else
        {
            completing(0);
        }

        if (Delivery == Delivery.CutShort)
        {
            await context.Response.Body.FlushAsync(cancellation);
            context.Abort();
        }
    }

    private async Task SendContentAsync(
        AnswerContent content, HttpResponse response, Action<long> completing, CancellationToken cancellation)
    {
        Stream body = response.Body;
        if (IsCompressed)
        {
            response.Headers.ContentEncoding = "gzip";
            body = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        }

        long bytes = 0;
        try
        {
            foreach (AnswerContent.Part part in content.Parts())
            {
                bytes += part.Bytes.Length;
                if (part.IsLast)
                {
                    completing(bytes);
                }

                await body.WriteAsync(part.Bytes, cancellation);
            }

            if (IsCompressed)
            {
                await body.DisposeAsync();
            }
        }
        finally
        {
            // A client that has gone away has still got this much.
            completing(bytes);
        }
    }
}
