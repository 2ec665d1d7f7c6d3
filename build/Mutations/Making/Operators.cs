using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Mutations.Making;

/// <summary>What an operator, a literal or a returned value is changed into.</summary>
internal static class Operators
{
    private static readonly Dictionary<SyntaxKind, SyntaxKind> Opposites = new()
    {
        [SyntaxKind.LessThanToken] = SyntaxKind.LessThanEqualsToken,
        [SyntaxKind.LessThanEqualsToken] = SyntaxKind.LessThanToken,
        [SyntaxKind.GreaterThanToken] = SyntaxKind.GreaterThanEqualsToken,
        [SyntaxKind.GreaterThanEqualsToken] = SyntaxKind.GreaterThanToken,
        [SyntaxKind.EqualsEqualsToken] = SyntaxKind.ExclamationEqualsToken,
        [SyntaxKind.ExclamationEqualsToken] = SyntaxKind.EqualsEqualsToken,
        [SyntaxKind.AmpersandAmpersandToken] = SyntaxKind.BarBarToken,
        [SyntaxKind.BarBarToken] = SyntaxKind.AmpersandAmpersandToken,
        [SyntaxKind.PlusToken] = SyntaxKind.MinusToken,
        [SyntaxKind.MinusToken] = SyntaxKind.PlusToken,
        [SyntaxKind.AsteriskToken] = SyntaxKind.SlashToken,
        [SyntaxKind.SlashToken] = SyntaxKind.AsteriskToken,
        [SyntaxKind.PlusEqualsToken] = SyntaxKind.MinusEqualsToken,
        [SyntaxKind.MinusEqualsToken] = SyntaxKind.PlusEqualsToken,
    };

    /// <summary>The same comparison with its boundary on the other side.</summary>
    public static SyntaxKind MoveBoundary(SyntaxKind token) => Opposites[token];

    /// <summary>The operation with the opposite operator, where it has one.</summary>
    public static ExpressionSyntax? Oppose(ExpressionSyntax expression)
    {
        string? text = expression switch
        {
            BinaryExpressionSyntax binary when Opposites.TryGetValue(binary.OperatorToken.Kind(), out SyntaxKind other) =>
                $"({binary.Left.WithoutTrivia()}) {SyntaxFacts.GetText(other)} ({binary.Right.WithoutTrivia()})",
            AssignmentExpressionSyntax assignment when Opposites.TryGetValue(assignment.OperatorToken.Kind(), out SyntaxKind other) =>
                $"{assignment.Left.WithoutTrivia()} {SyntaxFacts.GetText(other)} ({assignment.Right.WithoutTrivia()})",
            _ => null,
        };
        return text is null ? null : ParseExpression(text);
    }

    /// <summary>Another literal: the other boolean, 1 for 0, 0 for 1, a number one larger, no text for a text.</summary>
    public static ExpressionSyntax? Replace(LiteralExpressionSyntax literal, ITypeSymbol? wanted) => literal.Kind() switch
    {
        SyntaxKind.TrueLiteralExpression => LiteralExpression(SyntaxKind.FalseLiteralExpression),
        SyntaxKind.FalseLiteralExpression => LiteralExpression(SyntaxKind.TrueLiteralExpression),
        SyntaxKind.StringLiteralExpression => ParseExpression(literal.Token.ValueText.Length == 0 ? "\"mutant\"" : "\"\""),
        SyntaxKind.Utf8StringLiteralExpression => ParseExpression("\"\"u8"),
        SyntaxKind.NumericLiteralExpression when wanted is { TypeKind: not TypeKind.Enum } && IsNumber(wanted) =>
            ParseExpression(literal.Token.ValueText switch { "0" => "1", "1" => "0", _ => $"({literal} + 1)" }),
        _ => null,
    };

    /// <summary>What is returned in place of a value, where its type has something that is easily put there.</summary>
    public static ExpressionSyntax? ReplaceValue(ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_String, NullableAnnotation: not NullableAnnotation.Annotated } => ParseExpression("\"\""),
        { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } => ParseExpression("null"),
        { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => Cast(type, ParseExpression("null")),
        _ when type is not null && IsNumber(type) => Cast(type, ParseExpression("0")),
        _ => null,
    };

    /// <summary>Converts to a type by its full name.</summary>
    public static ExpressionSyntax Cast(ITypeSymbol type, ExpressionSyntax expression) =>
        CastExpression(ParseTypeName(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)), ParenthesizedExpression(expression));

    /// <summary>Whether a type holds numbers.</summary>
    public static bool IsNumber(ITypeSymbol type) =>
        type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double && type.TypeKind is not TypeKind.Enum;
}
