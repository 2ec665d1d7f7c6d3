using System.Globalization;
using System.Security;
using QualysSandbox.Hosting;

namespace QualysSandbox.Limits;

/// <summary>The classic host's answer to a call that a limit blocked: XML, whatever the request accepts.</summary>
internal static class SimpleReturn
{
    public static Answer For(LimitCode code, string text, DateTimeOffset now) => new(StatusCodes.Status409Conflict)
    {
        ContentType = "text/xml;charset=UTF-8",
        Body = $"""
            <?xml version="1.0" encoding="UTF-8" ?>
            <!DOCTYPE SIMPLE_RETURN SYSTEM "https://qualysapi.qualys.com/api/2.0/simple_return.dtd">
            <SIMPLE_RETURN>
              <RESPONSE>
                <DATETIME>{now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}</DATETIME>
                <CODE>{(int)code}</CODE>
                <TEXT>{SecurityElement.Escape(text)}</TEXT>
              </RESPONSE>
            </SIMPLE_RETURN>

            """,
        Summary = $"blocked, code {(int)code}",
    };
}
