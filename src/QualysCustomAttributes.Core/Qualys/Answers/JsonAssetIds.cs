using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>
/// Reads which assets an answer names: a list of entries, or one without a list, each with one asset or several, whatever these are
/// called. Of an entry that says of itself that it failed, the asset is none that was touched.
/// </summary>
internal sealed class JsonAssetIds
{
    private JsonAssetIds()
    {
    }

    /// <summary>The ids, as they come; <see langword="null"/> where there is no list and no id.</summary>
    public List<ulong>? Ids { get; private set; }

    /// <summary>How many entries there are, those without an id among them.</summary>
    public int Entries { get; private set; }

    /// <summary>Reads the next value.</summary>
    public static JsonAssetIds ReadNext(ref JsonCursor cursor)
    {
        var read = new JsonAssetIds();
        cursor.Next();
        if (cursor.Kind == JsonTokenType.StartArray)
        {
            read.Ids = [];
            while (cursor.NextEntry())
            {
                read.ReadEntry(ref cursor);
            }
        }
        else
        {
            read.ReadEntry(ref cursor);
        }

        return read;
    }

    private void ReadEntry(ref JsonCursor cursor)
    {
        if (cursor.Kind != JsonTokenType.StartObject)
        {
            Entries += cursor.IsScalar ? 1 : 0;
            cursor.Skip();
            return;
        }

        bool holdsAssets = false;
        (ulong? id, bool hasFailed) = (null, false);
        while (cursor.NextMember())
        {
            if (ReadOfAsset(ref cursor, ref id, ref hasFailed))
            {
                continue;
            }

            cursor.Next();
            if (cursor.Kind == JsonTokenType.StartArray)
            {
                holdsAssets = true;
                while (cursor.NextEntry())
                {
                    ReadAsset(ref cursor);
                }
            }
            else if (cursor.Kind == JsonTokenType.StartObject)
            {
                holdsAssets = true;
                ReadAsset(ref cursor);
            }
        }

        if (!holdsAssets || id is not null)
        {
            Add(id, hasFailed);
        }
    }

    private void ReadAsset(ref JsonCursor cursor)
    {
        if (cursor.Kind != JsonTokenType.StartObject)
        {
            Entries++;
            cursor.Skip();
            return;
        }

        (ulong? id, bool hasFailed) = (null, false);
        while (cursor.NextMember())
        {
            if (!ReadOfAsset(ref cursor, ref id, ref hasFailed))
            {
                cursor.SkipNext();
            }
        }

        Add(id, hasFailed);
    }

    // An id, or a word of failure.
    private static bool ReadOfAsset(ref JsonCursor cursor, ref ulong? id, ref bool hasFailed)
    {
        if (cursor.IsNamed("id"u8))
        {
            cursor.Next();
            id = cursor.IsScalar && AssetNumber.TryParse(cursor.Bytes, out ulong number) ? number : id;
            cursor.Skip();
            return true;
        }

        if (cursor.IsNamed("error"u8) || cursor.IsNamed("errors"u8) || cursor.IsNamed("errorMessage"u8) || cursor.IsNamed("responseErrorDetails"u8))
        {
            hasFailed |= cursor.NextHoldsSomething();
            return true;
        }

        if (cursor.IsNamed("status"u8))
        {
            hasFailed |= cursor.NextText() is { } status
                && (status.StartsWith("FAIL", StringComparison.OrdinalIgnoreCase) || status.StartsWith("ERR", StringComparison.OrdinalIgnoreCase));
            return true;
        }

        return false;
    }

    private void Add(ulong? id, bool hasFailed)
    {
        Entries++;
        if (id is { } touched && !hasFailed)
        {
            (Ids ??= []).Add(touched);
        }
    }
}
