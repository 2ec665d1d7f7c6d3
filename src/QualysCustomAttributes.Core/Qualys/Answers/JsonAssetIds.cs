using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>Reads which assets an answer names: a list of entries, or one without a list, each with one asset or several.</summary>
internal static class JsonAssetIds
{
    /// <summary>Reads the next value.</summary>
    /// <returns>The ids in it, or <see langword="null"/> where it is no list and names none.</returns>
    public static List<ulong>? ReadNext(ref JsonCursor cursor)
    {
        cursor.Next();
        List<ulong>? ids = null;
        if (cursor.Kind == JsonTokenType.StartArray)
        {
            ids = [];
            while (cursor.NextEntry())
            {
                ReadEntry(ref cursor, ref ids);
            }
        }
        else
        {
            ReadEntry(ref cursor, ref ids);
        }

        return ids;
    }

    private static void ReadEntry(ref JsonCursor cursor, ref List<ulong>? ids)
    {
        if (cursor.Kind != JsonTokenType.StartObject)
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextMember())
        {
            bool isAsset = cursor.IsNamed("Asset"u8);
            cursor.Next();
            if (isAsset && cursor.Kind == JsonTokenType.StartArray)
            {
                while (cursor.NextEntry())
                {
                    ReadAsset(ref cursor, ref ids);
                }
            }
            else if (isAsset)
            {
                ReadAsset(ref cursor, ref ids);
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    private static void ReadAsset(ref JsonCursor cursor, ref List<ulong>? ids)
    {
        if (cursor.Kind != JsonTokenType.StartObject)
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextMember())
        {
            bool isId = cursor.IsNamed("id"u8);
            cursor.Next();
            if (isId && cursor.IsScalar && AssetNumber.TryParse(cursor.Bytes, out ulong id))
            {
                (ids ??= []).Add(id);
            }

            cursor.Skip();
        }
    }
}
