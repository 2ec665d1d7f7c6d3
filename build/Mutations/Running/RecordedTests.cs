using System.Security.Cryptography;
using System.Text;
using Mutations.Making;

namespace Mutations.Running;

/// <summary>What tests were seen to cover, kept from one run to the next as long as the mutants are the same.</summary>
internal sealed class RecordedTests
{
    private readonly string _path;
    private readonly Dictionary<string, string> _answers = [];

    private RecordedTests(string path) => _path = path;

    /// <summary>
    /// Reads what is kept, or begins anew where that is of other mutants. A test that was changed since may come past more than is known,
    /// which lets a mutant survive that is killed, and never the other way round.
    /// </summary>
    public static RecordedTests Open(string path, IReadOnlyList<Mutant> mutants)
    {
        string all = string.Join('\n', mutants.Select(mutant => $"{mutant.Number} {mutant.Key}"));
        string mark = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
        var recorded = new RecordedTests(path);
        if (File.Exists(path) && File.ReadLines(path).FirstOrDefault() == mark)
        {
            foreach (string[] cells in File.ReadLines(path).Skip(1).Select(line => line.Split('\t', 2)))
            {
                recorded._answers[cells[0]] = cells[1];
            }
        }
        else
        {
            File.WriteAllText(path, mark + "\n");
        }

        return recorded;
    }

    /// <summary>What a worker answered for a test; <see langword="null"/> where that is not known.</summary>
    public string? Of(string test) => _answers.GetValueOrDefault(test);

    /// <summary>Keeps what a worker answered for a test that passed.</summary>
    public void Note(string test, string answer)
    {
        if (answer.StartsWith("True", StringComparison.Ordinal) && _answers.TryAdd(test, answer))
        {
            File.AppendAllText(_path, $"{test}\t{answer}\n");
        }
    }
}
