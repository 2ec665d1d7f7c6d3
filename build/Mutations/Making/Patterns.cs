using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Mutations.Making;

/// <summary>What a pattern may be changed into, and what patterns and declarations stand in the way of a change.</summary>
internal static class Patterns
{
    /// <summary>A pattern with one boundary moved, one side of an "and" or "or" left out, or one "not" taken away.</summary>
    public static IEnumerable<PatternSyntax> ChangesOf(PatternSyntax pattern)
    {
        foreach (PatternSyntax part in pattern.DescendantNodesAndSelf(node => node is not ExpressionSyntax).OfType<PatternSyntax>())
        {
            foreach (PatternSyntax changed in ChangesOfPart(part))
            {
                yield return part == pattern ? changed : pattern.ReplaceNode(part, changed);
            }
        }
    }

    /// <summary>Whether a name is made within that the code around may need, so that there can be no second copy.</summary>
    public static bool Declares(SyntaxNode node) => DeclaresBy(node, each => each is SingleVariableDesignationSyntax);

    /// <summary>Whether a name is made within that has a value only where a pattern matches.</summary>
    public static bool DeclaresByMatch(SyntaxNode node) =>
        DeclaresBy(node, each => each is SingleVariableDesignationSyntax { Parent: not DeclarationExpressionSyntax });

    private static bool DeclaresBy(SyntaxNode node, Func<SyntaxNode, bool> isOne) =>
        node.DescendantNodesAndSelf(each => each is not AnonymousFunctionExpressionSyntax).Any(isOne);

    // In "{ IsThere: true, Value: > 0 }" the first part guards the second, which must not be asked without it, mutant or not.
    private static bool IsGuard(PatternSyntax part) =>
        part.Parent is SubpatternSyntax { Parent: PropertyPatternClauseSyntax { Subpatterns: { Count: > 1 } all } } sub && all[0] == sub;

    private static IEnumerable<PatternSyntax> ChangesOfPart(PatternSyntax part)
    {
        if (IsGuard(part))
        {
            yield break;
        }

        switch (part)
        {
            case RelationalPatternSyntax relational:
                SyntaxKind moved = Operators.MoveBoundary(relational.OperatorToken.Kind());
                yield return relational.WithOperatorToken(Token(moved).WithTriviaFrom(relational.OperatorToken));
                break;
            case BinaryPatternSyntax binary:
                yield return binary.Left.WithoutTrivia();
                yield return binary.Right.WithoutTrivia();
                break;
            case UnaryPatternSyntax { RawKind: (int)SyntaxKind.NotPattern } not:
                yield return not.Pattern;
                break;
            case ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression, Parent: not UnaryPatternSyntax }:
                yield return UnaryPattern(Token(SyntaxKind.NotKeyword).WithTrailingTrivia(Space), part.WithoutTrivia());
                break;
            case ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.TrueLiteralExpression }:
                yield return ConstantPattern(LiteralExpression(SyntaxKind.FalseLiteralExpression));
                break;
            case ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.FalseLiteralExpression }:
                yield return ConstantPattern(LiteralExpression(SyntaxKind.TrueLiteralExpression));
                break;
        }
    }
}
