using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Mutations.Making;

/// <summary>
/// Writes the mutants of a file into it, each behind its switch. This part has what must be left as it is, and the statements.
/// </summary>
/// <param name="file">The file, from Core's folder on.</param>
/// <param name="model">What the code means.</param>
/// <param name="list">Takes the mutants.</param>
internal sealed partial class MutantWriter(string file, SemanticModel model, MutantList list) : CSharpSyntaxRewriter
{
    // What the compiler wants to know as a constant.
    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitParameter(ParameterSyntax node) => node;

    public override SyntaxNode? VisitEnumMemberDeclaration(EnumMemberDeclarationSyntax node) => node;

    public override SyntaxNode? VisitConstantPattern(ConstantPatternSyntax node) => node;

    public override SyntaxNode? VisitRelationalPattern(RelationalPatternSyntax node) => node;

    public override SyntaxNode? VisitInterpolationAlignmentClause(InterpolationAlignmentClauseSyntax node) => node;

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : base.VisitFieldDeclaration(node);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    // What is a place and no value.
    public override SyntaxNode? VisitArgument(ArgumentSyntax node) => node.RefKindKeyword.RawKind == 0 ? base.VisitArgument(node) : node;

    public override SyntaxNode? VisitRefExpression(RefExpressionSyntax node) => node;

    public override SyntaxNode? VisitStackAllocArrayCreationExpression(StackAllocArrayCreationExpressionSyntax node) => node;

    public override SyntaxNode? VisitAssignmentExpression(AssignmentExpressionSyntax node) => node.WithRight(Rewrite(node.Right));

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var kept = (ExpressionStatementSyntax)base.VisitExpressionStatement(node)!;
        if (Patterns.Declares(node) || IsCheckForNull(node.Expression))
        {
            return kept;
        }

        StatementSyntax statement = kept;
        if (node.Expression is AssignmentExpressionSyntax assignment && IsReckoning(assignment)
            && Operators.Oppose(assignment) is { } opposed && Add(assignment, $"{opposed}") is { } other)
        {
            statement = Switch.Mark(
                IfStatement(Switch.IsOn(other), Block(ExpressionStatement(opposed)), ElseClause(Block(statement))), other);
        }

        return Omit(node, statement);
    }

    public override SyntaxNode? VisitYieldStatement(YieldStatementSyntax node) =>
        Omit(node, (StatementSyntax)base.VisitYieldStatement(node)!);

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) =>
        Omit(node, (StatementSyntax)base.VisitThrowStatement(node)!);

    public override SyntaxNode? VisitBreakStatement(BreakStatementSyntax node) =>
        node.Parent is SwitchSectionSyntax ? node : Omit(node, node);

    public override SyntaxNode? VisitContinueStatement(ContinueStatementSyntax node) => Omit(node, node);

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node) => node.Expression is { } value
        ? node.WithExpression(Return(value, Rewrite(value)).WithLeadingTrivia(Space))
        : Omit(node, node);

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var kept = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return kept.WithCondition(Negate(node.Condition, kept.Condition));
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var kept = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return kept.WithCondition(Negate(node.Condition, kept.Condition));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var kept = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return kept.WithCondition(Negate(node.Condition, kept.Condition));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var kept = (ForStatementSyntax)base.VisitForStatement(node)!;
        return node.Condition is null ? kept : kept.WithCondition(Negate(node.Condition, kept.Condition!));
    }

    public override SyntaxNode? VisitWhenClause(WhenClauseSyntax node)
    {
        var kept = (WhenClauseSyntax)base.VisitWhenClause(node)!;
        return kept.WithCondition(Negate(node.Condition, kept.Condition).WithLeadingTrivia(Space));
    }

    public override SyntaxNode? VisitCatchFilterClause(CatchFilterClauseSyntax node)
    {
        var kept = (CatchFilterClauseSyntax)base.VisitCatchFilterClause(node)!;
        return kept.WithFilterExpression(Negate(node.FilterExpression, kept.FilterExpression));
    }

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => Add(node, "no such case") is { } number
        ? Switch.Mark(CasePatternSwitchLabel(ConstantPattern(node.Value), When([number], null), Token(SyntaxKind.ColonToken)), number)
        : node;

    public override SyntaxNode? VisitCasePatternSwitchLabel(CasePatternSwitchLabelSyntax node)
    {
        var kept = (CasePatternSwitchLabelSyntax)base.VisitCasePatternSwitchLabel(node)!;
        return Add(node, "no such case") is { } number
            ? Switch.Mark(kept.WithWhenClause(When([number], kept.WhenClause)), number)
            : kept;
    }

    // The compiler makes that check too, of every caller.
    private static bool IsCheckForNull(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ThrowIfNull" } };

    private static WhenClauseSyntax When(IEnumerable<int> off, WhenClauseSyntax? and)
    {
        ExpressionSyntax isOff = Switch.IsOff(off);
        ExpressionSyntax condition = and is null
            ? isOff
            : BinaryExpression(SyntaxKind.LogicalAndExpression, isOff, ParenthesizedExpression(and.Condition.WithoutTrivia()));
        return WhenClause(Token(SyntaxKind.WhenKeyword).WithLeadingTrivia(Space).WithTrailingTrivia(Space), condition);
    }

    private int? Add(SyntaxNode node, string into) => list.Add(file, node, into);

    private ExpressionSyntax Rewrite(ExpressionSyntax expression) => (ExpressionSyntax)Visit(expression)!;

    private StatementSyntax Omit(StatementSyntax node, StatementSyntax kept) =>
        Add(node, "nothing") is { } number ? Switch.Omit(number, kept) : kept;

    private bool IsReckoning(AssignmentExpressionSyntax assignment) =>
        model.GetTypeInfo(assignment.Left).Type is { SpecialType: not SpecialType.System_String, TypeKind: not TypeKind.Delegate };
}
