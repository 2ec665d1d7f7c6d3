using System.Security.Cryptography;
using System.Text;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// Adds up what a plan does: of each group its attributes and its assets, in the order of their ids however batches part them.
/// </summary>
internal sealed class PlanHash(RunDatabase database) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Statement _attributes =
        database.Prepare("SELECT payload_custom_attributes FROM attribute_list WHERE attribute_set_id = ?1");

    private readonly List<ulong> _group = [];
    private int _number;
    private int _setId;
    private QualysFunction? _function;
    private long _requests;
    private long _assets;

    /// <summary>Adds a group or a batch; those of a group come one after the other.</summary>
    /// <exception cref="RunDatabaseException">There are no attributes of this number.</exception>
    public void Add(int groupNumber, int attributeSetId, QualysFunction? function, ulong[] assetIds)
    {
        if (groupNumber != _number)
        {
            EndGroup();
            (_number, _setId, _function) = (groupNumber, attributeSetId, function);
        }

        _group.AddRange(assetIds);
        _requests++;
        _assets += assetIds.Length;
    }

    /// <summary>Ends the last group.</summary>
    /// <returns>What was added.</returns>
    /// <exception cref="RunDatabaseException">There are no attributes of a group's number.</exception>
    public PlanContent End()
    {
        EndGroup();
        return new PlanContent(Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant(), _requests, _assets);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _attributes.Dispose();
        _hash.Dispose();
    }

    private void EndGroup()
    {
        if (_group.Count == 0)
        {
            return;
        }

        if (_function is { } function)
        {
            _hash.AppendData(Encoding.ASCII.GetBytes($"{function.ToRequestName()}\n"));
        }

        _hash.AppendData(_attributes.Bind(1, _setId).Step()
            ? _attributes.Utf8(0)
            : throw RunDatabaseException.NotTrusted(database.Path, $"it has no attributes under the number {_setId}"));
        _attributes.Reset();
        _hash.AppendData("\n"u8);
        _group.Sort();
        _hash.AppendData(AssetIdList.Format(_group));
        _hash.AppendData("\n"u8);
        _group.Clear();
    }
}
