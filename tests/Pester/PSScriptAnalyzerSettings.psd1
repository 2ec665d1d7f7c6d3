@{
    ExcludeRules = @(
        # What BeforeAll assigns is used in It, which the rule does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
        # An assertion reads as a sentence: what happens, then what is expected of it.
        'PSAvoidUsingPositionalParameters'
    )
}
