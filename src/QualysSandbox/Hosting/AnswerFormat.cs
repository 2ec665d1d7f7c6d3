namespace QualysSandbox.Hosting;

/// <summary>The two languages in which Qualys answers.</summary>
internal enum AnswerFormat
{
    Xml,
    Json,
}
