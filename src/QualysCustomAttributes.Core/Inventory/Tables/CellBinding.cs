using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>Binds the cells of a page to statements, in the forms that the tables have.</summary>
internal static class CellBinding
{
    private const int MomentLength = 19;

    /// <summary>Binds a value as it is: text, number, 1 or 0, or JSON.</summary>
    public static void BindValue(this Statement statement, int index, in JsonCell cell, ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> bytes = cell.In(page);
        switch (cell.Kind)
        {
            case JsonTokenType.None or JsonTokenType.Null:
                statement.BindNull(index);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                statement.Bind(index, cell.Kind == JsonTokenType.True ? 1 : 0);
                break;
            case JsonTokenType.Number when Utf8Parser.TryParse(bytes, out long number, out int used) && used == bytes.Length:
                statement.Bind(index, number);
                break;
            case JsonTokenType.Number when bytes.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) >= 0
                && double.TryParse(bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out double real):
                statement.Bind(index, real);
                break;
            case JsonTokenType.String when cell.IsEscaped:
                BindUnescaped(statement, index, cell, page);
                break;
            default:
                statement.Bind(index, bytes);
                break;
        }
    }

    /// <summary>Binds a value as JSON, texts too, so that SQLite's JSON functions never meet anything else.</summary>
    public static void BindJson(this Statement statement, int index, in JsonCell cell, ReadOnlySpan<byte> page)
    {
        if (cell.Kind == JsonTokenType.String)
        {
            statement.Bind(index, page.Slice(cell.Start - 1, cell.Length + 2));
        }
        else if (cell.HasValue)
        {
            statement.Bind(index, cell.In(page));
        }
        else
        {
            statement.BindNull(index);
        }
    }

    /// <summary>
    /// Binds a moment as <c>YYYY-MM-DD HH:MM:SS</c> in UTC. Never, in whichever way Qualys writes it, is NULL; another text that is no
    /// moment stays as it is.
    /// </summary>
    /// <returns>Whether it is never, and in which way.</returns>
    public static Never BindMoment(this Statement statement, int index, in JsonCell cell, ReadOnlySpan<byte> page)
    {
        if (cell.IsNever(page))
        {
            statement.BindNull(index);
            return cell.Kind == JsonTokenType.Number && cell.Length == 1 ? Never.Zero : Never.Other;
        }

        if (cell.Milliseconds(page) is not { } milliseconds)
        {
            BindValue(statement, index, cell, page);
            return Never.No;
        }

        Span<byte> text = stackalloc byte[MomentLength];
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).TryFormat(text, out _, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        statement.Bind(index, text);
        return Never.No;
    }

    private static void BindUnescaped(Statement statement, int index, in JsonCell cell, ReadOnlySpan<byte> page)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(cell.Length);
        try
        {
            statement.Bind(index, cell.Unescape(page, buffer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
