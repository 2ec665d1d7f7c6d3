namespace QualysCustomAttributes;

/// <summary>
/// Numbers distinct byte strings from 1 in the order of their arrival. A dictionary of strings would cost an object for
/// every row it is asked about; this asks with the bytes as they lie in the reader's buffer.
/// </summary>
internal sealed class Utf8KeyIndex
{
    private const int ChunkSize = 1 << 20;

    private readonly List<byte[]> _chunks = [];
    private int[] _buckets = new int[1024];
    private Entry[] _entries = new Entry[1024];
    private int _chunk = -1;
    private int _chunkUsed;

    /// <summary>How many distinct keys there are; the numbers run from 1 to this.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the keys have.</summary>
    public long Bytes { get; private set; }

    /// <summary>Finds the number of a key, which it adds where it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> key, out bool isNew)
    {
        int hash = HashOf(key);
        int number = Find(key, hash);
        isNew = number == 0;
        return isNew ? Add(key, hash) : number;
    }

    /// <summary>Finds the number of a key; 0 where it is not there.</summary>
    public int Find(ReadOnlySpan<byte> key) => Find(key, HashOf(key));

    /// <summary>Forgets the keys, and keeps the room they had for others.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        (Count, Bytes) = (0, 0);
        (_chunk, _chunkUsed) = (-1, 0);
    }

    /// <summary>The key that has a number, from 1 to <see cref="Count"/>.</summary>
    public ReadOnlySpan<byte> KeyAt(int number) => KeyOf(_entries[number - 1]);

    private int Find(ReadOnlySpan<byte> key, int hash)
    {
        for (int number = _buckets[hash & (_buckets.Length - 1)]; number != 0; number = _entries[number - 1].Next)
        {
            ref readonly Entry entry = ref _entries[number - 1];
            if (entry.Hash == hash && KeyOf(entry).SequenceEqual(key))
            {
                return number;
            }
        }

        return 0;
    }

    private static int HashOf(ReadOnlySpan<byte> key)
    {
        // Seeded anew in every process, so no export can be made whose rows all collide.
        var hash = new HashCode();
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    private ReadOnlySpan<byte> KeyOf(in Entry entry) => _chunks[entry.Chunk].AsSpan(entry.Offset, entry.Length);

    private int Add(ReadOnlySpan<byte> key, int hash)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        (int chunk, int offset) = Store(key);
        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[Count] = new Entry(hash, bucket, chunk, offset, key.Length);
        bucket = ++Count;
        return Count;
    }

    private (int Chunk, int Offset) Store(ReadOnlySpan<byte> key)
    {
        // The first key may be empty, and needs a place too.
        if (_chunk < 0 || key.Length > _chunks[_chunk].Length - _chunkUsed)
        {
            TakeChunk(key.Length);
        }

        Bytes += key.Length;
        int offset = _chunkUsed;
        key.CopyTo(_chunks[_chunk].AsSpan(offset));
        _chunkUsed = offset + key.Length;
        return (_chunk, offset);
    }

    // A key beyond the size of a chunk has one of its own size.
    private void TakeChunk(int length)
    {
        _chunk++;
        _chunkUsed = 0;
        if (_chunk == _chunks.Count)
        {
            _chunks.Add(new byte[Math.Max(ChunkSize, length)]);
        }
        else if (_chunks[_chunk].Length < length)
        {
            _chunks[_chunk] = new byte[length];
        }
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length];
        for (int number = 1; number <= Count; number++)
        {
            ref Entry entry = ref _entries[number - 1];
            ref int bucket = ref _buckets[entry.Hash & (_buckets.Length - 1)];
            entry = entry with { Next = bucket };
            bucket = number;
        }
    }

    private readonly record struct Entry(int Hash, int Next, int Chunk, int Offset, int Length);
}
