using Bench.Comparing;

namespace Bench.CommandLine;

/// <summary>Has a report made, prints it, and writes it to a file where one is named.</summary>
internal static class ReportOutput
{
    /// <summary>Does it.</summary>
    /// <returns>The exit code: 1 where a program failed or came to wrong numbers.</returns>
    public static int Write(Func<string> make, string? path)
    {
        try
        {
            string report = make();
            Console.Write(report);
            if (path is not null)
            {
                File.WriteAllText(path, report);
            }

            return 0;
        }
        catch (BenchException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
