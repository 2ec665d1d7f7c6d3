using System.Diagnostics;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Mutations.Making;

/// <summary>Core as its project has it compiled: sources, packages and what is generated.</summary>
internal sealed class CoreSource
{
    private const string Generator = "System.Text.RegularExpressions.Generator.dll";

    private CoreSource(string folder, CSharpCompilation compilation)
    {
        Folder = folder;
        Compilation = compilation;
    }

    /// <summary>Core's folder.</summary>
    public string Folder { get; }

    /// <summary>All of it, what is generated included.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>Asks the project what its compiler is told, and reads it.</summary>
    /// <param name="root">The repository.</param>
    public static CoreSource Read(string root)
    {
        string folder = Path.Combine(root, "src", "QualysCustomAttributes.Core");
        CSharpCommandLineArguments told = CSharpCommandLineParser.Default.Parse(AskProject(folder), folder, null);
        CSharpParseOptions options = told.ParseOptions;
        var compilation = CSharpCompilation.Create(
            told.CompilationName,
            told.SourceFiles.Select(source =>
                CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(source.Path)), options, source.Path)),
            told.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties)),
            told.CompilationOptions
                .WithGeneralDiagnosticOption(ReportDiagnostic.Default)
                .WithSpecificDiagnosticOptions([])
                .WithOptimizationLevel(OptimizationLevel.Release));
        string generator = told.AnalyzerReferences.Select(reference => reference.FilePath)
            .Single(path => Path.GetFileName(path) == Generator);
        var reference = new AnalyzerFileReference(generator, new GeneratorLoader());
        CSharpGeneratorDriver.Create(reference.GetGenerators(LanguageNames.CSharp), parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        return new CoreSource(folder, (CSharpCompilation)generated);
    }

    private static string[] AskProject(string folder)
    {
        string[] arguments =
        [
            "msbuild", "-t:Compile", "-getItem:CscCommandLineArgs", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true",
            "-p:NonExistentFile=never-up-to-date",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"Core's project cannot be asked what its compiler is told: {answer}");
        }

        using JsonDocument read = JsonDocument.Parse(answer);
        return
        [
            .. read.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!),
        ];
    }

    private sealed class GeneratorLoader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
            // The one generator that is used needs no others.
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
