using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys;

/// <summary>One request to Qualys, or a repeat of it, and what came of it, whatever was asked.</summary>
internal abstract record QualysExchange
{
    /// <summary>What it was about: "add group 1 batch 2", "sign in", "page 3 (after asset 1500000600)".</summary>
    public required string What { get; init; }

    /// <summary>The address that was called.</summary>
    public required Uri Address { get; init; }

    /// <summary>Which attempt it was, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The HTTP status, or <see langword="null"/> where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>Why no usable answer came: a network error, a time-out, a body that cannot be read.</summary>
    public string? Error { get; init; }

    /// <summary>What the answer means; that nothing was done where none came.</summary>
    public AnswerMeaning Meaning { get; init; }

    /// <summary>Whether Qualys did what was asked, or gave what was asked for.</summary>
    public bool IsSuccess => Meaning == AnswerMeaning.Done;

    /// <summary>The code that Qualys gives for what it did or did not do, fit to be shown.</summary>
    public string? Code { get; init; }

    /// <summary>The code as it was received, by which it is understood; never shown.</summary>
    internal string? CodeAsReceived { get; init; }

    /// <summary>What Qualys itself says of what went wrong, fit to be shown.</summary>
    public string? Told { get; init; }

    /// <summary>What went wrong, in Qualys's own words and in ours; <see langword="null"/> where there is nothing to say.</summary>
    internal string? Why => Join(Told, Error);

    /// <summary>What the answer says of the limits.</summary>
    public QualysLimits? Limits { get; init; }

    /// <summary>Whether it changes what Qualys has.</summary>
    internal virtual bool ChangesAssets => false;

    /// <summary>Whether the same request may bring success, or more, later.</summary>
    public bool IsWorthRetrying => IsDoubted || Meaning is AnswerMeaning.Passing or AnswerMeaning.Limited;

    /// <summary>Whether the answer is right as it stands, and yet is asked for again: nothing where there must be something.</summary>
    internal bool IsDoubted { get; init; }

    /// <summary>Whether a page for people came in the place of an answer.</summary>
    internal bool IsWebPage { get; init; }

    /// <summary>The title of that page, fit to be shown, or <see langword="null"/>.</summary>
    internal string? PageTitle { get; init; }

    /// <summary>Whether the body says that the call is forbidden, rather than the account unknown.</summary>
    internal bool IsForbidden { get; init; }

    /// <summary>Whether it asks for a token, with the account itself.</summary>
    internal bool IsSignIn { get; init; }

    /// <summary>Whether a refusal may mean no more than that the token has expired.</summary>
    internal bool IsOfToken { get; init; }

    /// <summary>Which step of the back-off comes after it.</summary>
    internal int BackOffStep { get => field > 0 ? field : Attempt; init; }

    /// <summary>Whether no connection came about that could have carried it.</summary>
    internal bool NeverLeft { get; init; }

    internal (TimeSpan Wait, WaitCause Cause)? AskedWait { get; init; }

    /// <summary>Two texts as one.</summary>
    internal static string? Join(string? told, string? error) =>
        told is null ? error : error is null ? told : $"{told.TrimEnd('.')}; {error}";
}
