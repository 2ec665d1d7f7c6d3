using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mutations.Making;

/// <summary>Numbers the mutants in the order in which they are made, which is the same each time.</summary>
/// <param name="without">The numbers of those that do not compile, which are left out.</param>
internal sealed partial class MutantList(IReadOnlySet<int> without)
{
    private const int LongestText = 90;
    private readonly List<Mutant> _mutants = [];
    private readonly Dictionary<string, int> _keys = [];
    private int _last;

    /// <summary>Those that are made.</summary>
    public IReadOnlyList<Mutant> Mutants => _mutants;

    /// <summary>Makes one, unless it does not compile.</summary>
    /// <param name="file">The file, from Core's folder on.</param>
    /// <param name="node">What is changed.</param>
    /// <param name="into">What it becomes.</param>
    /// <returns>Its number; <see langword="null"/> where it is left out.</returns>
    public int? Add(string file, SyntaxNode node, string into)
    {
        int number = ++_last;
        var mutant = new Mutant(
            number,
            file,
            node.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
            NameMember(node),
            $"{OneLine(node.ToString())} => {OneLine(into)}",
            IsOnce(node));
        int twins = _keys[mutant.Key] = _keys.GetValueOrDefault(mutant.Key) + 1;
        if (without.Contains(number))
        {
            return null;
        }

        _mutants.Add(twins == 1 ? mutant : mutant with { Change = $"{mutant.Change} #{twins}" });
        return number;
    }

    private static string OneLine(string text)
    {
        string line = Spaces().Replace(text, " ").Trim().Replace('|', '¦');
        return line.Length <= LongestText ? line : $"{line[..(LongestText - 30)]} … {line[^27..]}";
    }

    private static string NameMember(SyntaxNode node)
    {
        string type = node.AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault()?.Identifier.Text ?? "";
        string? member = node.AncestorsAndSelf().Select(each => each switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            ConstructorDeclarationSyntax => "constructor",
            PropertyDeclarationSyntax property => property.Identifier.Text,
            VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field => field.Identifier.Text,
            OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => "operator",
            IndexerDeclarationSyntax => "indexer",
            _ => null,
        }).FirstOrDefault(name => name is not null);
        return member is null ? type : $"{type}.{member}";
    }

    private static bool IsOnce(SyntaxNode node) => node.Ancestors().Any(each => each switch
    {
        FieldDeclarationSyntax field => field.Modifiers.Any(modifier => modifier.Text == "static"),
        PropertyDeclarationSyntax { Initializer: not null } property => property.Modifiers.Any(modifier => modifier.Text == "static"),
        ConstructorDeclarationSyntax constructor => constructor.Modifiers.Any(modifier => modifier.Text == "static"),
        _ => false,
    });

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
