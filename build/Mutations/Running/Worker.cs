using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Mutations.Running;

/// <summary>
/// The process in which tests run over mutants, one after the other. It takes an order a line: "list", "record TEST" or
/// "try MUTANT TEST,TEST,…", and answers with a line: to a try with the test that failed, or "survived".
/// </summary>
internal static class Worker
{
    /// <summary>The answer to a try in which no test failed.</summary>
    public const string Survived = "survived";

    /// <summary>The environment variable with the mutant that is on from the start: what runs once may run when tests are found.</summary>
    public const string FromStart = "MUTANT_FROM_START";

    /// <summary>What stands between the parts of a line.</summary>
    public const char Separator = '\t';

    /// <summary>Works until there are no more orders.</summary>
    public static async Task RunAsync()
    {
        TextWriter answers = Console.Out;
        TextReader orders = Console.In;
        Console.SetOut(TextWriter.Null);

        Type type = Assembly.Load("QualysCustomAttributes.Core").GetType(Making.Switch.ClassName, throwOnError: true)!;
        FieldInfo active = type.GetField("Active")!;
        var seen = (bool[])type.GetField("Seen")!.GetValue(null)!;
        active.SetValue(null, Number(Environment.GetEnvironmentVariable(FromStart) ?? "0"));
        TestList tests = await TestList.FindAsync();
        while (orders.ReadLine() is { } order)
        {
            string[] parts = order.Split(' ');
            switch (parts[0])
            {
                case "list":
                    foreach ((string className, string name) in tests.Names)
                    {
                        answers.WriteLine($"{className}{Separator}{name.ReplaceLineEndings(" ")}");
                    }

                    answers.WriteLine();
                    break;
                case "record":
                    Array.Clear(seen);
                    long started = Stopwatch.GetTimestamp();
                    TimeSpan before = Environment.CpuUsage.TotalTime;
                    bool passed = await tests.FindFailureAsync([Number(parts[1])]) is null;
                    long elapsed = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                    long worked = (long)(Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                    string covered = string.Join(',', Enumerable.Range(0, seen.Length).Where(mutant => seen[mutant]));
                    answers.WriteLine($"{passed}{Separator}{elapsed}{Separator}{worked}{Separator}{covered}");
                    break;
                case "try":
                    active.SetValue(null, Number(parts[1]));
                    int? killer = await tests.FindFailureAsync(parts[2].Split(',').Select(Number));
                    active.SetValue(null, 0);
                    answers.WriteLine(killer?.ToString(CultureInfo.InvariantCulture) ?? Survived);
                    break;
            }

            answers.Flush();
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
