using System.Buffers.Binary;

namespace QualysCustomAttributes.Sqlite;

/// <summary>
/// Looks for damage in the log beside a database (SQLite, "WAL-mode file format"). SQLite takes the first frame that is not sound
/// for the end of the log, and what was written behind it is gone without a word.
/// </summary>
internal static class WriteAheadLog
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const uint Magic = 0x377F0682;

    /// <summary>Finds the first damaged frame that has sound ones behind it.</summary>
    /// <param name="databasePath">The database, which nobody writes meanwhile.</param>
    /// <returns>The frame's number, from 1; 0 where the log's head is damaged; <see langword="null"/> where nothing is.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static long? FindDamage(string databasePath)
    {
        string path = databasePath + "-wal";
        if (!File.Exists(path))
        {
            return null;
        }

        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] header = new byte[HeaderLength];
        if (log.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return null;
        }

        uint magic = Word(header, 0);
        uint pageSize = Word(header, 8);
        bool isBigEndian = (magic & 1) == 1;
        Sum sum = default(Sum).Add(header.AsSpan(0, 24), isBigEndian);
        if ((magic & ~1U) != Magic || !IsPageSize(pageSize) || sum != Sum.Read(header, 24))
        {
            return 0;
        }

        return FindDamage(log, header.AsSpan(16, 8), (int)pageSize, isBigEndian, sum);
    }

    private static long? FindDamage(FileStream log, ReadOnlySpan<byte> salts, int pageSize, bool isBigEndian, Sum before)
    {
        byte[] frame = new byte[FrameHeaderLength + pageSize];
        long? damaged = null;
        for (long number = 1; log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; number++)
        {
            // Each frame's sum goes on from the one before: what stands there is believed, so that one frame's damage is its own.
            Sum said = Sum.Read(frame, 16);
            bool isSound = frame.AsSpan(8, 8).SequenceEqual(salts)
                && said == before.Add(frame.AsSpan(0, 8), isBigEndian).Add(frame.AsSpan(FrameHeaderLength), isBigEndian);
            if (!isSound)
            {
                damaged ??= number;
            }
            else if (damaged is not null)
            {
                return damaged;
            }

            before = said;
        }

        // Nothing sound behind it: the end of the log, or a transaction that a crash cut off.
        return null;
    }

    private static bool IsPageSize(uint size) => size is >= 512 and <= 65_536 && (size & (size - 1)) == 0;

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private readonly record struct Sum(uint First, uint Second)
    {
        public static Sum Read(ReadOnlySpan<byte> bytes, int offset) => new(Word(bytes, offset), Word(bytes, offset + 4));

        public Sum Add(ReadOnlySpan<byte> bytes, bool isBigEndian)
        {
            (uint first, uint second) = this;
            for (int i = 0; i < bytes.Length; i += 8)
            {
                first += Native(bytes[i..], isBigEndian) + second;
                second += Native(bytes[(i + 4)..], isBigEndian) + first;
            }

            return new Sum(first, second);
        }

        private static uint Native(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
