namespace QualysSandbox.Inventory.MadeUp;

/// <summary>What one made-up asset is, as far as it follows from seed and id alone.</summary>
internal readonly struct MadeUpAsset
{
    private const int TraitsRow = 0xFFFF;

    private static readonly string[] Sites = ["fra", "lon", "nyc", "münchen", "zürich", "東京", "são-paulo", "łódź", "del", "syd"];
    private static readonly string[] Roles = ["web", "app", "db", "dc", "ws", "nb", "build", "büro", "сервер", "k8s"];

    private readonly ulong _key;

    public MadeUpAsset(int seed, ulong id, DateTimeOffset now)
    {
        Id = id;
        Now = now;
        _key = Dice.Mixed(Dice.Mixed((ulong)seed * 0x9E3779B97F4A7C15) ^ id);

        Dice dice = Row(TraitsRow);
        System = OperatingSystems.All[dice.Below(OperatingSystems.All.Length)];
        HasAgent = dice.Chance(System.Platform == Platform.Network ? 5 : 85);
        HasSystem = !dice.Chance(3);
        Role = dice.Below(Roles.Length);
        Site = dice.Below(Sites.Length);
        LastModified = now - Age(ref dice);
        Created = LastModified - TimeSpan.FromHours(dice.Below(26_000));
        SizeFactor = Factor(ref dice);
    }

    public ulong Id { get; }

    /// <summary>The time that the asset's dates look back from.</summary>
    public DateTimeOffset Now { get; }

    public OperatingSystems.Entry System { get; }

    /// <summary>Whether the operating system is known.</summary>
    public bool HasSystem { get; }

    public bool HasAgent { get; }

    public int Role { get; }

    public int Site { get; }

    public DateTimeOffset LastModified { get; }

    public DateTimeOffset Created { get; }

    /// <summary>How large the asset's lists are beside the average.</summary>
    public double SizeFactor { get; }

    public string Name => $"{Roles[Role]}-{Sites[Site]}-{Id % 1_000_000:D6}";

    /// <summary>A row of numbers of its own for each field, so that leaving out a field changes no other.</summary>
    public Dice Row(int field) => new(_key + ((ulong)field << 48));

    // Most assets have an agent that calls daily; some have not been seen for a year.
    private static TimeSpan Age(ref Dice dice)
    {
        int kind = dice.Below(100);
        double share = dice.Share();
        TimeSpan age = kind < 60 ? TimeSpan.FromDays(share)
            : kind < 85 ? TimeSpan.FromDays(1 + (29 * share))
            : TimeSpan.FromDays(30 + (370 * share));
        return TimeSpan.FromMilliseconds(Math.Floor(age.TotalMilliseconds));
    }

    private static double Factor(ref Dice dice)
    {
        int kind = dice.Below(100);
        double share = dice.Share();
        return kind < 50 ? 0.3 + (0.6 * share) : kind < 90 ? 0.9 + (0.7 * share) : 1.6 + (1.4 * share);
    }
}
