namespace Bench.Exports;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and with every version of .NET.</summary>
internal struct RandomNumbers(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>Gives a number from 0 up to, not including, <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
