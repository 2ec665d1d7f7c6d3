using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Takes assets apart as a page is read.</summary>
internal sealed class AssetReader(AssetFields fields)
{
    // The object whose members are the cells from GaDate on.
    private const int Lifecycle = SoftwareCell.Count;
    private const int None = -1;

    private JsonCell _systemName;
    private CancellationToken _stop;

    /// <summary>Reads the asset at whose start the reader stands, and leaves the reader at its end.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Read(ref Utf8JsonReader reader, PageAssets page, CancellationToken stop)
    {
        _systemName = default;
        _stop = stop;
        while (NextMember(ref reader))
        {
            int field = fields.Find(MemberName.ReadBytes(reader));
            reader.Read();
            if (field == AssetFields.Nowhere)
            {
                reader.SkipHeeding(_stop);
            }
            else
            {
                page.AddField(field, ReadField(field, ref reader, page));
            }
        }

        page.EndAsset(_systemName);
    }

    private bool NextMember(ref Utf8JsonReader reader) => Next(ref reader) == JsonTokenType.PropertyName;

    // An asset can be as large as its page.
    private JsonTokenType Next(ref Utf8JsonReader reader)
    {
        _stop.ThrowIfCancellationRequested();
        reader.Read();
        return reader.TokenType;
    }

    private JsonCell ReadField(int field, ref Utf8JsonReader reader, PageAssets page)
    {
        if (field == AssetFields.SoftwareList)
        {
            return ReadSoftwareList(ref reader, page);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            JsonCell cell = JsonCell.Take(ref reader, _stop);
            _systemName = field == AssetFields.OperatingSystem && cell.Kind == JsonTokenType.String ? cell : _systemName;
            return cell;
        }

        if (field == AssetFields.OperatingSystem)
        {
            return ReadSystem(ref reader);
        }

        return fields.MembersOf(field) is { } members ? ReadMembers(members, ref reader, page) : JsonCell.Take(ref reader, _stop);
    }

    private JsonCell ReadMembers((byte[] Name, int Field)[] members, ref Utf8JsonReader reader, PageAssets page)
    {
        int start = (int)reader.TokenStartIndex;
        while (NextMember(ref reader))
        {
            int wanted = AssetFields.Nowhere;
            for (int i = 0; i < members.Length && wanted == AssetFields.Nowhere; i++)
            {
                wanted = reader.IsNamed(members[i].Name) ? members[i].Field : AssetFields.Nowhere;
            }

            reader.Read();
            JsonCell cell = JsonCell.Take(ref reader, _stop);
            if (wanted != AssetFields.Nowhere)
            {
                page.AddField(wanted, cell);
            }
        }

        return Whole(start, reader);
    }

    private JsonCell ReadSystem(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        while (NextMember(ref reader))
        {
            bool isName = reader.IsNamed("osName"u8);
            reader.Read();
            JsonCell cell = JsonCell.Take(ref reader, _stop);
            _systemName = isName && cell.Kind == JsonTokenType.String ? cell : _systemName;
        }

        return Whole(start, reader);
    }

    private JsonCell ReadSoftwareList(ref Utf8JsonReader reader, PageAssets page)
    {
        int start = (int)reader.TokenStartIndex;
        page.ForgetSoftware();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadSoftware(ref reader, page);
            return new JsonCell(JsonTokenType.StartArray, start, (int)reader.BytesConsumed - start, false);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return JsonCell.Take(ref reader, _stop);
        }

        while (NextMember(ref reader))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadSoftware(ref reader, page);
            }
            else
            {
                reader.SkipHeeding(_stop);
            }
        }

        return Whole(start, reader);
    }

    private void ReadSoftware(ref Utf8JsonReader reader, PageAssets page)
    {
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.SkipHeeding(_stop);
                continue;
            }

            Span<JsonCell> cells = page.NextSoftware();
            ReadEntry(cells, ref reader);
            if (cells[SoftwareCell.FullName].Kind == JsonTokenType.String)
            {
                page.KeepSoftware();
            }
        }
    }

    private void ReadEntry(Span<JsonCell> cells, ref Utf8JsonReader reader)
    {
        while (NextMember(ref reader))
        {
            ReadOnlySpan<byte> name = MemberName.ReadBytes(reader);
            int cell = name.Length switch
            {
                8 when name.SequenceEqual("fullName"u8) => SoftwareCell.FullName,
                8 when name.SequenceEqual("category"u8) => SoftwareCell.Category,
                9 when name.SequenceEqual("isIgnored"u8) => SoftwareCell.IsIgnored,
                9 when name.SequenceEqual("lifecycle"u8) => Lifecycle,
                13 when name.SequenceEqual("ignoredReason"u8) => SoftwareCell.IgnoredReason,
                _ => None,
            };
            reader.Read();
            if (cell == Lifecycle && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadLifecycle(cells, ref reader);
            }
            else if (cell is not (None or Lifecycle))
            {
                cells[cell] = JsonCell.Take(ref reader, _stop);
            }
            else
            {
                reader.SkipHeeding(_stop);
            }
        }
    }

    private void ReadLifecycle(Span<JsonCell> cells, ref Utf8JsonReader reader)
    {
        while (NextMember(ref reader))
        {
            ReadOnlySpan<byte> name = MemberName.ReadBytes(reader);
            int cell = name.Length switch
            {
                5 when name.SequenceEqual("stage"u8) => SoftwareCell.Stage,
                6 when name.SequenceEqual("gaDate"u8) => SoftwareCell.GaDate,
                7 when name.SequenceEqual("eolDate"u8) => SoftwareCell.EolDate,
                7 when name.SequenceEqual("eosDate"u8) => SoftwareCell.EosDate,
                15 when name.SequenceEqual("eolSupportStage"u8) => SoftwareCell.EolSupportStage,
                15 when name.SequenceEqual("eosSupportStage"u8) => SoftwareCell.EosSupportStage,
                19 when name.SequenceEqual("lifeCycleConfidence"u8) => SoftwareCell.LifeCycleConfidence,
                _ => None,
            };
            reader.Read();
            if (cell != None)
            {
                cells[cell] = JsonCell.Take(ref reader, _stop);
            }
            else
            {
                reader.SkipHeeding(_stop);
            }
        }
    }

    private static JsonCell Whole(int start, in Utf8JsonReader reader) =>
        new(JsonTokenType.StartObject, start, (int)reader.BytesConsumed - start, false);
}
