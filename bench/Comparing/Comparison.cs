using System.Globalization;
using Bench.Exports;

namespace Bench.Comparing;

/// <summary>Runs every program over every export, in turns, and checks what each made.</summary>
internal sealed class Comparison(ComparisonOptions options)
{
    /// <summary>Runs the comparison.</summary>
    /// <returns>The report.</returns>
    /// <exception cref="BenchException">A program failed, or came to other numbers than the export holds.</exception>
    public string Run()
    {
        var contenders = new Contenders(options);
        string folder = Path.Combine(Path.GetFullPath(options.Folder), $"bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            var results = new List<Result>();
            if (contenders.Python is { } python)
            {
                results.AddRange(Measure(folder, options.Export with { Rows = options.PythonRows, HasLineBreakInHeader = false }, [contenders.CommandLine, python]));
            }

            foreach (long rows in Sizes())
            {
                results.AddRange(Measure(folder, options.Export with { Rows = rows }, contenders.All));
            }

            return new Report(options, contenders, results).Write();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<long> Sizes()
    {
        long rows = options.Export.Rows;
        if (rows >= 10)
        {
            yield return rows / 10;
        }

        yield return rows;
        if (options.AlsoTenfold)
        {
            yield return rows * 10;
        }
    }

    private List<Result> Measure(string folder, ExportOptions what, IReadOnlyList<Contender> contenders)
    {
        string path = Path.Combine(folder, "export.csv");
        Say($"writing {what.Rows:N0} rows …");
        var export = new Export(path, ExportGenerator.Write(what, path));
        List<Measurement>[] runs = contenders.Select(_ => new List<Measurement>()).ToArray();
        for (int round = 1; round <= options.Runs; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                Measurement measurement = MeasureOnce(folder, export, contenders[i]);
                Say($"  round {round}: {contenders[i].Name} {measurement.Wall.TotalSeconds:0.00} s");
                runs[i].Add(measurement);
            }
        }

        File.Delete(path);
        return contenders.Select((contender, i) => new Result(export, contender, runs[i])).ToList();
    }

    private static Measurement MeasureOnce(string folder, Export export, Contender contender)
    {
        string fresh = Directory.CreateDirectory(Path.Combine(folder, "run")).FullName;
        try
        {
            Measurement measurement = MeasuredProcess.Run(contender.Describe(export, fresh));
            contender.Verify(export, fresh);
            return measurement;
        }
        finally
        {
            Directory.Delete(fresh, recursive: true);
        }
    }

    private static void Say(FormattableString text) => Console.Error.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
