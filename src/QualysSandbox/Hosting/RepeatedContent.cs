using System.Text;

namespace QualysSandbox.Hosting;

/// <summary>A body that says the same over and over.</summary>
/// <param name="First">What it begins with.</param>
/// <param name="Again">What is repeated.</param>
/// <param name="Bytes">For how many bytes.</param>
/// <param name="Last">What it ends with.</param>
internal sealed record RepeatedContent(string First, string Again, int Bytes, string Last) : AnswerContent
{
    private const int PartBytes = 64 * 1024;

    public override IEnumerable<Part> Parts()
    {
        yield return new Part(Encoding.UTF8.GetBytes(First), IsLast: false);
        byte[] part = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Again, PartBytes / Again.Length)));
        for (int left = IsHalf ? Bytes / 2 : Bytes; left > 0; left -= part.Length)
        {
            yield return new Part(part, IsLast: false);
        }

        yield return new Part(Encoding.UTF8.GetBytes(Last), IsLast: true);
    }
}
