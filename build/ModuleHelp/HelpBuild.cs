namespace ModuleHelp;

/// <summary>The program: reads the pages, writes the help, reports what is wrong.</summary>
public static class HelpBuild
{
    private const string AboutPages = "about_*.md";

    /// <summary>Runs the program. Nothing is written unless every page is sound.</summary>
    /// <param name="args">The arguments of the command line.</param>
    /// <param name="output">Where problems are written, one a line.</param>
    /// <returns>The exit code: 0, or 1 where there are problems.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output)
    {
        if (args.Count is not (2 or 5) || (args.Count == 5 && args[2] != "--about"))
        {
            output.WriteLine(
                $"ModuleHelp : error {HelpProblem.Usage}: ModuleHelp <pagesFolder> <outputFile> [--about <folder> <outFolder>]");
            return 1;
        }

        try
        {
            var problems = new List<HelpProblem>();
            var pages = Pages(args[0], Path.GetFileName(args[1]), problems);
            var topics = args.Count == 5 ? Topics(args[3], problems) : [];
            if (problems.Count > 0)
            {
                problems.ForEach(output.WriteLine);
                return 1;
            }

            CreateFolder(Path.GetDirectoryName(args[1]));
            MamlWriter.Save(MamlWriter.Document(pages), args[1]);
            foreach (var (name, text) in topics)
            {
                CreateFolder(args[4]);
                File.WriteAllText(Path.Combine(args[4], name + ".help.txt"), text);
            }

            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"ModuleHelp : error {HelpProblem.Usage}: {exception.Message}");
            return 1;
        }
    }

    private static List<HelpPage> Pages(string folder, string helpFile, List<HelpProblem> problems)
    {
        var pages = new List<HelpPage>();
        foreach (var file in Files(folder, "*.md").Except(Files(folder, AboutPages)))
        {
            var result = HelpPageReader.Read(file, File.ReadAllText(file));
            problems.AddRange(result.Problems);
            if (result.Page is { } page)
            {
                pages.Add(page);
                if (page.ExternalHelpFile != helpFile)
                {
                    problems.Add(new HelpProblem(
                        file, 1, HelpProblem.Contradiction,
                        $"Front matter: 'external help file' is '{page.ExternalHelpFile}', but '{helpFile}' is written."));
                }
            }
        }

        if (pages.Count == 0 && problems.Count == 0)
        {
            problems.Add(new HelpProblem(folder, 1, HelpProblem.Usage, "The folder has no pages."));
        }

        return pages;
    }

    private static List<(string Name, string Text)> Topics(string folder, List<HelpProblem> problems)
    {
        var topics = new List<(string Name, string Text)>();
        foreach (var file in Files(folder, AboutPages))
        {
            var (text, wrong) = AboutTopic.Render(file, File.ReadAllText(file));
            problems.AddRange(wrong);
            topics.Add((Path.GetFileNameWithoutExtension(file), text ?? string.Empty));
        }

        return topics;
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Select(file => file.Replace('\\', '/')).Order(StringComparer.Ordinal);

    private static void CreateFolder(string? folder)
    {
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
        }
    }
}
