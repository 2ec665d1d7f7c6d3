using System.Text;

namespace QualysSandbox.Hosting;

/// <summary>An answer as data, so that it can be reshaped and recorded before it is sent.</summary>
internal sealed record Answer(int Status)
{
    public string Body { get; init; } = "";

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

    public async Task SendAsync(HttpContext context, CancellationToken cancellation)
    {
        if (Delivery == Delivery.Dropped)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        foreach ((string name, string value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(Body);
            await context.Response.WriteAsync(SentBody, cancellation);
        }

        if (Delivery == Delivery.CutShort)
        {
            await context.Response.Body.FlushAsync(cancellation);
            context.Abort();
        }
    }
}
