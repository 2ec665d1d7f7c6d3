namespace QualysSandbox.Inventory.MadeUp;

/// <summary>A row of numbers that look random and depend on nothing but where it starts (SplitMix64).</summary>
internal struct Dice(ulong start)
{
    private ulong _state = start;

    public static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public ulong Next() => Mixed(_state += 0x9E3779B97F4A7C15);

    public int Below(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    public int Between(int lowest, int highest) => lowest + Below(highest - lowest + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public T Of<T>(T[] choices) => choices[Below(choices.Length)];

    /// <summary>From 0 up to, and without, 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));
}
