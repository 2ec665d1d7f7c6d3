using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Mutations.Making;

/// <summary>What is compiled into Core to switch one of its mutants on, and the pieces of syntax that ask for it.</summary>
internal static class Switch
{
    /// <summary>The full name of the class.</summary>
    public const string ClassName = "QualysCustomAttributes.SwitchOfMutants";

    /// <summary>The kind of the annotation that says which mutant a piece of syntax belongs to.</summary>
    public const string Annotation = "mutant";

    /// <summary>The class, with room for so many mutants.</summary>
    public static string ClassText(int mutants) =>
        $$"""
        namespace QualysCustomAttributes;

        internal static class SwitchOfMutants
        {
            public static volatile int Active;

            public static readonly bool[] Seen = new bool[{{mutants + 1}}];

            public static bool Is(int mutant)
            {
                Seen[mutant] = true;
                return Active == mutant;
            }
        }
        """;

    /// <summary>Asks whether a mutant is on.</summary>
    public static ExpressionSyntax IsOn(int mutant) => ParseExpression($"global::{ClassName}.Is({mutant})");

    /// <summary>Asks whether none of some mutants is on.</summary>
    public static ExpressionSyntax IsOff(IEnumerable<int> mutants) =>
        ParseExpression("(" + string.Join(" && ", mutants.Select(mutant => $"!global::{ClassName}.Is({mutant})")) + ")");

    /// <summary>One expression where the mutant is on, and the other where it is off.</summary>
    public static ExpressionSyntax Choose(int mutant, ExpressionSyntax changed, ExpressionSyntax kept) =>
        Mark(ParenthesizedExpression(ConditionalExpression(IsOn(mutant), Enclose(changed), Enclose(kept))), mutant);

    /// <summary>The contrary of a condition where the mutant is on.</summary>
    public static ExpressionSyntax Negate(int mutant, ExpressionSyntax condition) =>
        Mark(ParenthesizedExpression(BinaryExpression(SyntaxKind.NotEqualsExpression, IsOn(mutant), Enclose(condition))), mutant);

    /// <summary>A condition that always holds where the mutant is on.</summary>
    public static ExpressionSyntax Always(int mutant, ExpressionSyntax condition) =>
        Mark(ParenthesizedExpression(BinaryExpression(SyntaxKind.LogicalOrExpression, IsOn(mutant), Enclose(condition))), mutant);

    /// <summary>A condition that never holds where the mutant is on.</summary>
    public static ExpressionSyntax Never(int mutant, ExpressionSyntax condition) =>
        Mark(ParenthesizedExpression(BinaryExpression(SyntaxKind.LogicalAndExpression, IsOff([mutant]), Enclose(condition))), mutant);

    /// <summary>A statement that is left out where the mutant is on.</summary>
    public static StatementSyntax Omit(int mutant, StatementSyntax statement) =>
        Mark(Block(IfStatement(IsOff([mutant]), Block(statement))), mutant);

    /// <summary>Says that a piece of syntax belongs to a mutant.</summary>
    public static T Mark<T>(T node, int mutant)
        where T : SyntaxNode =>
        node.WithAdditionalAnnotations(new SyntaxAnnotation(Annotation, mutant.ToString(CultureInfo.InvariantCulture)));

    private static ParenthesizedExpressionSyntax Enclose(ExpressionSyntax expression) =>
        ParenthesizedExpression(expression.WithoutTrivia());
}
