using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mutations.Making;

/// <summary>Compiles Core once, with all mutants of some rooms in it.</summary>
/// <param name="core">Core as it is.</param>
/// <param name="rooms">The folders that are mutated.</param>
internal sealed class MutatedCore(CoreSource core, IReadOnlyCollection<string> rooms)
{
    private const int MostTurns = 30;
    private readonly HashSet<int> _without = [];

    /// <summary>How many changes make no program.</summary>
    public int NotCompiled => _without.Count;

    /// <summary>Writes the assembly. What does not compile is left out, and the rest compiled anew.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="known">Keeps what did not compile, as long as the sources are the same.</param>
    /// <returns>The mutants in it.</returns>
    public IReadOnlyList<Mutant> Write(string path, string known)
    {
        string sources = string.Concat(core.Compilation.SyntaxTrees.Select(tree => tree.ToString()).Order(StringComparer.Ordinal));
        string mark = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sources)));
        string[] kept = File.Exists(known) ? File.ReadAllLines(known) : [];
        _without.UnionWith(kept.Take(1).Contains(mark) ? kept.Skip(1).Select(number => int.Parse(number, CultureInfo.InvariantCulture)) : []);
        for (int turn = 0; turn < MostTurns; turn++)
        {
            var list = new MutantList(_without);
            CSharpCompilation mutated = Mutate(list);
            using var assembly = new MemoryStream();
            Diagnostic[] errors = [.. mutated.Emit(assembly).Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error)];
            if (errors.Length == 0)
            {
                File.WriteAllBytes(path, assembly.ToArray());
                File.WriteAllLines(known, [mark, .. _without.Select(number => number.ToString(CultureInfo.InvariantCulture))]);
                return list.Mutants;
            }

            int before = _without.Count;
            foreach (Diagnostic error in errors)
            {
                _without.UnionWith(Guilty(error));
            }

            if (_without.Count == before)
            {
                throw new InvalidOperationException($"the mutated Core does not compile: {errors[0]}");
            }
        }

        throw new InvalidOperationException("the mutated Core does not compile, whatever is left out of it");
    }

    private CSharpCompilation Mutate(MutantList list)
    {
        CSharpCompilation mutated = core.Compilation;
        foreach (SyntaxTree tree in core.Compilation.SyntaxTrees)
        {
            string file = Path.GetRelativePath(core.Folder, tree.FilePath).Replace('\\', '/');
            if (rooms.Contains(file.Split('/')[0]) && file.Contains('/', StringComparison.Ordinal))
            {
                SyntaxNode root = new MutantWriter(file, core.Compilation.GetSemanticModel(tree), list).Visit(tree.GetRoot());
                mutated = mutated.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(root, tree.Options));
            }
        }

        var options = (CSharpParseOptions)core.Compilation.SyntaxTrees.First().Options;
        int numbers = list.Mutants.Count == 0 ? 0 : list.Mutants[^1].Number;
        return mutated.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Switch.ClassText(numbers), options));
    }

    /// <summary>The mutant in which an error is; where it is in none, those of the member, or of the type, that has it.</summary>
    private static IEnumerable<int> Guilty(Diagnostic error)
    {
        if (error.Location.SourceTree is not { } tree)
        {
            return [];
        }

        SyntaxNode node = tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        SyntaxNode? guilty = node.AncestorsAndSelf().FirstOrDefault(each => each.HasAnnotations(Switch.Annotation));
        if (guilty is not null)
        {
            return Numbers(guilty);
        }

        SyntaxNode? around = node.AncestorsAndSelf().FirstOrDefault(each =>
            each is Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax && each.GetAnnotatedNodes(Switch.Annotation).Any());
        return around is null ? [] : around.GetAnnotatedNodes(Switch.Annotation).SelectMany(Numbers);
    }

    private static IEnumerable<int> Numbers(SyntaxNode node) =>
        node.GetAnnotations(Switch.Annotation).Select(annotation => int.Parse(annotation.Data!, CultureInfo.InvariantCulture));
}
