using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Mutations.Making;

/// <content>Bodies of members and lambdas: what they return, and what they do where they return nothing.</content>
internal sealed partial class MutantWriter
{
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var kept = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        return node.ExpressionBody is { } body
            && OmitBody(body.Expression, kept.ExpressionBody!.Expression, model.GetDeclaredSymbol(node)) is { } block
            ? kept.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : kept;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var kept = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        return node.ExpressionBody is { } body
            && OmitBody(body.Expression, kept.ExpressionBody!.Expression, model.GetDeclaredSymbol(node)) is { } block
            ? kept.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : kept;
    }

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        var kept = (ConstructorDeclarationSyntax)base.VisitConstructorDeclaration(node)!;
        return node.ExpressionBody is { } body
            && OmitBody(body.Expression, kept.ExpressionBody!.Expression, model.GetDeclaredSymbol(node)) is { } block
            ? kept.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : kept;
    }

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        VisitLambda(node, (LambdaExpressionSyntax)base.VisitSimpleLambdaExpression(node)!);

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        VisitLambda(node, (LambdaExpressionSyntax)base.VisitParenthesizedLambdaExpression(node)!);

    public override SyntaxNode? VisitArrowExpressionClause(ArrowExpressionClauseSyntax node)
    {
        ExpressionSyntax kept = Rewrite(node.Expression);
        bool returns = node.Parent is not ConstructorDeclarationSyntax
            && (node.Parent is null || model.GetDeclaredSymbol(node.Parent) is not IMethodSymbol method || !IsWithoutResult(method));
        return node.WithExpression(returns ? Return(node.Expression, kept) : kept);
    }

    private static bool IsWithoutResult(IMethodSymbol method) =>
        method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false });

    private LambdaExpressionSyntax VisitLambda(LambdaExpressionSyntax node, LambdaExpressionSyntax kept)
    {
        if (node.ExpressionBody is not { } body || model.GetSymbolInfo(node).Symbol is not IMethodSymbol method)
        {
            return kept;
        }

        return OmitBody(body, kept.ExpressionBody!, method) is { } block ? kept.WithExpressionBody(null).WithBlock(block)
            : IsWithoutResult(method) ? kept
            : kept.WithExpressionBody(Return(body, kept.ExpressionBody!));
    }

    private BlockSyntax? OmitBody(ExpressionSyntax body, ExpressionSyntax kept, IMethodSymbol? method) =>
        method is null || !IsWithoutResult(method) || body is ThrowExpressionSyntax || Patterns.Declares(body)
            || Add(body, "nothing") is not { } number
            ? null
            : Block(Switch.Omit(number, ExpressionStatement(kept.WithoutTrivia())));

    /// <summary>What is returned in place of a value, unless the value itself is changed anyway.</summary>
    private ExpressionSyntax Return(ExpressionSyntax value, ExpressionSyntax kept)
    {
        if (value is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax or ThrowExpressionSyntax or RefExpressionSyntax
            || kept is ParenthesizedExpressionSyntax && value is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression })
        {
            return kept;
        }

        ITypeSymbol? type = model.GetTypeInfo(value).ConvertedType;
        if (type?.SpecialType == SpecialType.System_Boolean)
        {
            return IsNegatedWithin(value) || Add(value, $"!({value})") is not { } negated ? kept : Switch.Negate(negated, kept);
        }

        return Operators.ReplaceValue(type) is not { } other || Add(value, $"{other}") is not { } number
            ? kept
            : Switch.Choose(number, other, kept);
    }
}
