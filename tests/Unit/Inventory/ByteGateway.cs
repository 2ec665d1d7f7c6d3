using System.Net;
using System.Text;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>A gateway of one asset whose page is any bytes, which the sandbox, as every server of text, never sends.</summary>
internal sealed class ByteGateway : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly byte[] _page;
    private readonly bool _isCompressed;

    public ByteGateway(byte[] page, bool isCompressed)
    {
        (_page, _isCompressed) = (page, isCompressed);
        Address = $"http://127.0.0.1:{FreePort.Find()}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            string path = context.Request.Url!.AbsolutePath;
            bool isSearch = path.Contains("search", StringComparison.Ordinal);
            if (isSearch && _isCompressed)
            {
                context.Response.Headers["Content-Encoding"] = "gzip";
            }

            context.Response.Close(isSearch ? _page : Encoding.UTF8.GetBytes(path == "/auth" ? "a.b.c" : """{"count":1,"responseCode":"SUCCESS"}"""), willBlock: false);
        }
    }
}
