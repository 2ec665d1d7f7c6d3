namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>What an answer of Qualys means, whatever was asked.</summary>
internal enum AnswerMeaning
{
    /// <summary>It was not done, and asking again would not help: what was asked is wrong.</summary>
    Failed,

    /// <summary>It was done, or what was asked for is there.</summary>
    Done,

    /// <summary>Qualys does not take the account: nothing more is asked, or it would be locked.</summary>
    Refused,

    /// <summary>A limit turned the call away: it is made again after a wait, and no attempt is used up.</summary>
    Limited,

    /// <summary>What answers is not Qualys, but something on the way that has to be set right: nothing more is asked.</summary>
    Misconfigured,

    /// <summary>It may pass: the call is made again.</summary>
    Passing,
}
