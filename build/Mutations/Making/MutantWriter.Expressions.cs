using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Mutations.Making;

/// <content>Conditions, operators, literals and switch expressions.</content>
internal sealed partial class MutantWriter
{
    private bool _isInText;

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.AddExpression) && model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String)
        {
            return ReplaceText(node, base.VisitBinaryExpression);
        }

        var kept = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (node.Kind() is SyntaxKind.CoalesceExpression)
        {
            return Coalesce(node, kept);
        }

        if (!Patterns.Declares(node))
        {
            return Operators.Oppose(node) is { } opposed && Add(node, $"{opposed}") is { } number
                ? Switch.Choose(number, opposed, kept)
                : kept;
        }

        bool isAnd = node.IsKind(SyntaxKind.LogicalAndExpression);
        return isAnd || node.IsKind(SyntaxKind.LogicalOrExpression)
            ? kept.WithLeft(LeaveOut(node.Left, kept.Left)).WithRight(LeaveOut(node.Right, kept.Right))
            : kept;

        ExpressionSyntax LeaveOut(ExpressionSyntax side, ExpressionSyntax keptSide) =>
            Patterns.DeclaresByMatch(side) || Add(side, isAnd ? "true" : "false") is not { } number ? keptSide
            : isAnd ? Switch.Always(number, keptSide)
            : Switch.Never(number, keptSide);
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (node.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression)
        {
            return node;
        }

        var kept = (PrefixUnaryExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        if (node.IsKind(SyntaxKind.LogicalNotExpression))
        {
            return Patterns.DeclaresByMatch(node) || Add(node, $"{node.Operand}") is not { } number ? kept : Switch.Negate(number, kept);
        }

        return node.IsKind(SyntaxKind.UnaryMinusExpression) && Add(node, $"{node.Operand}") is { } minus
            ? Switch.Choose(minus, node.Operand, kept)
            : kept;
    }

    public override SyntaxNode? VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node) =>
        node.IsKind(SyntaxKind.SuppressNullableWarningExpression) ? base.VisitPostfixUnaryExpression(node) : node;

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node) => node.Expression switch
    {
        IdentifierNameSyntax { Identifier.Text: "nameof" } => node,

        // Nobody here has a context to come back to: it makes no difference.
        MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } call =>
            node.WithExpression(call.WithExpression(Rewrite(call.Expression))),
        _ => base.VisitInvocationExpression(node),
    };

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        var kept = (ConditionalExpressionSyntax)base.VisitConditionalExpression(node)!;
        return kept.WithCondition(Negate(node.Condition, kept.Condition));
    }

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var kept = (ExpressionSyntax)base.VisitIsPatternExpression(node)!;
        if (Patterns.Declares(node))
        {
            return kept;
        }

        foreach (PatternSyntax changed in Patterns.ChangesOf(node.Pattern))
        {
            ExpressionSyntax other = ParseExpression($"{node.Expression.WithoutTrivia()} is ({changed.WithoutTrivia()})");
            kept = Add(node, $"{other}") is { } number ? Switch.Choose(number, other, kept) : kept;
        }

        return kept;
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        ITypeSymbol? wanted = model.GetTypeInfo(node).ConvertedType;
        if (_isInText || Operators.Replace(node, wanted) is not { } other || Add(node, $"{other}") is not { } number)
        {
            return node;
        }

        ExpressionSyntax choice = Switch.Choose(number, other, node);
        return node.IsKind(SyntaxKind.NumericLiteralExpression)
            ? Switch.Mark(ParenthesizedExpression(Operators.Cast(wanted!, choice)), number)
            : choice;
    }

    public override SyntaxNode? VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node) =>
        model.GetTypeInfo(node) is { ConvertedType.SpecialType: SpecialType.System_String or SpecialType.System_Object }
            ? ReplaceText(node, base.VisitInterpolatedStringExpression)
            : base.VisitInterpolatedStringExpression(node);

    public override SyntaxNode? VisitInterpolation(InterpolationSyntax node)
    {
        bool wasInText = _isInText;
        _isInText = false;
        var kept = node.WithExpression(ParenthesizedExpression(Rewrite(node.Expression)));
        _isInText = wasInText;
        return kept;
    }

    public override SyntaxNode? VisitSwitchExpression(SwitchExpressionSyntax node)
    {
        var kept = (SwitchExpressionSyntax)base.VisitSwitchExpression(node)!;
        var arms = new List<SwitchExpressionArmSyntax>();
        for (int i = 0; i < node.Arms.Count; i++)
        {
            SwitchExpressionArmSyntax arm = node.Arms[i];
            if (arm.Pattern is DiscardPatternSyntax && arm.WhenClause is null)
            {
                arms.Add(kept.Arms[i]);
                continue;
            }

            List<int> changes = [];
            foreach (PatternSyntax changed in Patterns.ChangesOf(arm.Pattern))
            {
                if (Add(arm, $"{changed}") is { } number)
                {
                    changes.Add(number);
                    ExpressionSyntax isOn = arm.WhenClause is null
                        ? Switch.IsOn(number)
                        : BinaryExpression(
                            SyntaxKind.LogicalAndExpression, Switch.IsOn(number), ParenthesizedExpression(arm.WhenClause.Condition));
                    arms.Add(Switch.Mark(arm.WithPattern(changed.WithoutTrivia()).WithWhenClause(Clause(isOn)), number));
                }
            }

            int? removal = Add(arm, "no such arm");
            if (removal is { } removed)
            {
                changes.Add(removed);
            }

            SwitchExpressionArmSyntax last = changes.Count == 0
                ? kept.Arms[i]
                : kept.Arms[i].WithWhenClause(When(changes, kept.Arms[i].WhenClause));
            arms.Add(removal is { } mark ? Switch.Mark(last, mark) : last);
        }

        return kept.WithArms(SeparatedList(arms));
    }

    private static WhenClauseSyntax Clause(ExpressionSyntax condition) =>
        WhenClause(Token(SyntaxKind.WhenKeyword).WithLeadingTrivia(Space).WithTrailingTrivia(Space), condition);

    private ExpressionSyntax Coalesce(BinaryExpressionSyntax node, ExpressionSyntax kept)
    {
        ITypeSymbol? left = model.GetTypeInfo(node.Left).Type;
        bool isUnwrapped = left?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            && !SymbolEqualityComparer.Default.Equals(left, model.GetTypeInfo(node).Type);
        if (isUnwrapped && node.Right is LiteralExpressionSyntax { Token.ValueText: "0" or "false" })
        {
            // What has no value gives that very one.
            return kept;
        }

        ExpressionSyntax alone = ParseExpression(isUnwrapped ? $"({node.Left}).GetValueOrDefault()" : $"({node.Left})!");
        return Patterns.Declares(node) || Add(node, $"{alone}") is not { } number ? kept : Switch.Choose(number, alone, kept);
    }

    private ExpressionSyntax ReplaceText<T>(T node, Func<T, SyntaxNode?> visit)
        where T : ExpressionSyntax
    {
        bool wasInText = _isInText;
        _isInText = true;
        var kept = (ExpressionSyntax)visit(node)!;
        _isInText = wasInText;
        return wasInText || Add(node, "\"\"") is not { } number ? kept : Switch.Choose(number, ParseExpression("\"\""), kept);
    }

    /// <summary>A condition that is negated, unless that is done within it anyway.</summary>
    private ExpressionSyntax Negate(ExpressionSyntax condition, ExpressionSyntax kept)
    {
        if (IsNegatedWithin(condition))
        {
            return kept;
        }

        bool declares = Patterns.DeclaresByMatch(condition);
        return Add(condition, declares ? "false" : $"!({condition})") is not { } number ? kept
            : declares ? Switch.Never(number, kept)
            : Switch.Negate(number, kept);
    }

    private static bool IsNegatedWithin(ExpressionSyntax condition) => condition switch
    {
        ParenthesizedExpressionSyntax inner => IsNegatedWithin(inner.Expression),
        BinaryExpressionSyntax binary => binary.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression,
        PrefixUnaryExpressionSyntax unary => unary.IsKind(SyntaxKind.LogicalNotExpression),
        LiteralExpressionSyntax => true,
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax } pattern => !Patterns.Declares(pattern)
            && pattern.Pattern is UnaryPatternSyntax or ConstantPatternSyntax { Expression: LiteralExpressionSyntax },
        _ => false,
    };
}
