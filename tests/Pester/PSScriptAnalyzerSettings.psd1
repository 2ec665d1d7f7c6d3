@{
    ExcludeRules = @(
        # What BeforeAll assigns is used in It, which the rule does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
}
