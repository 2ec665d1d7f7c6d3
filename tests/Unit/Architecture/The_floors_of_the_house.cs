using System.Reflection;
using NetArchTest.Rules;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Architecture;

/// <summary>
/// Core's rooms lie on floors, and what is in a room uses its own room and the floors below it: never one above, never the
/// room next door.
/// </summary>
public sealed class The_floors_of_the_house
{
    private const string House = "QualysCustomAttributes";

    // From the roof down. A room that has not been built yet may be named.
    private static readonly string[][] Floors =
    [
        ["Reporting", "Tracing"],
        ["Synchronizing", "Publishing"],
        ["Verifying"],
        ["Sending"],
        ["Planning"],
        ["Runs", "Inventory", "Ledger"],
        ["Qualys", "Axonius"],
        ["Sqlite", "Files"],
    ];

    private static readonly Assembly Core = typeof(RunDatabase).Assembly;

    public static TheoryData<string> Rooms => [.. Floors.SelectMany(floor => floor).Where(room => In(room).GetTypes().Any())];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_nothing_above_it_and_nothing_beside_it(string room)
    {
        int floor = Array.FindIndex(Floors, rooms => rooms.Contains(room));
        string[] others = [.. Floors.Take(floor + 1).SelectMany(rooms => rooms).Where(other => other != room)];

        AssertUsesNone(In(room), [.. others.Select(NamespaceOf)]);
    }

    [Fact]
    public void What_lies_in_no_room_uses_no_room() =>
        AssertUsesNone(
            Types.InAssembly(Core).That().ResideInNamespaceMatching($"^{House}$"), [.. Floors.SelectMany(floor => floor).Select(NamespaceOf)]);

    [Theory]
    [InlineData("Axonius")]
    [InlineData("Qualys")]
    public void What_comes_from_outside_is_read_without_a_database(string room) =>
        AssertUsesNone(In(room), NamespaceOf("Sqlite"), "Microsoft.Data.Sqlite", "SQLitePCL");

    [Fact]
    public void Core_knows_neither_PowerShell_nor_consoles() =>
        AssertUsesNone(Types.InAssembly(Core).That().ResideInNamespace(House), "System.Management.Automation", "Spectre.Console", "System.CommandLine", "System.Console");

    [Fact]
    public void Every_room_stands_on_a_floor()
    {
        string[] known = [.. Floors.SelectMany(floor => floor)];

        IEnumerable<string> rooms = Core.GetTypes().Select(type => type.Namespace ?? "").Where(name => name.StartsWith($"{House}.", StringComparison.Ordinal))
            .Select(name => name.Split('.')[1]).Distinct();

        Assert.Empty(rooms.Except(known));
    }

    private static PredicateList In(string room) => Types.InAssembly(Core).That().ResideInNamespace(NamespaceOf(room));

    private static string NamespaceOf(string room) => $"{House}.{room}";

    private static void AssertUsesNone(PredicateList types, params string[] forbidden)
    {
        NetArchTest.Rules.TestResult result = types.ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
        Assert.True(result.IsSuccessful, string.Join(Environment.NewLine, result.FailingTypes.Select(type => $"{type.FullName}: {type.Explanation}")));
    }
}
