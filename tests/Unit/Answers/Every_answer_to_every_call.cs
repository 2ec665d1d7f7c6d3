using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>
/// Each answer to an update, a sign-in, a count and a search, as the first, a middle and the last of them: the right final state, or the
/// right clear error and the right final state once it is over.
/// </summary>
public sealed class Every_answer_to_every_call
{
    private const string Xml = "text/xml";

    private static readonly Dictionary<string, (Func<Fault> Fault, Meaning Update, Meaning Read)> Known = new()
    {
        ["401"] = (() => Fault.Status(401), Meaning.Refused, Meaning.Refused),
        ["403"] = (() => Fault.Status(403), Meaning.Refused, Meaning.Refused),
        ["407"] = (() => Fault.ReportedAnswer("proxyAuthentication"), Meaning.Misconfigured, Meaning.Misconfigured),
        ["a redirect"] = (() => Fault.Redirect(new Uri("https://elsewhere.invalid/")), Meaning.Misconfigured, Meaning.Misconfigured),
        ["400"] = (() => Fault.Status(400), Meaning.Failed, Meaning.Failed),
        ["404"] = (() => Fault.Status(404), Meaning.Failed, Meaning.Failed),
        ["408"] = (() => Fault.Status(408), Meaning.Passing, Meaning.Passing),
        ["409"] = (() => Fault.Status(409), Meaning.Passing, Meaning.Passing),
        ["429"] = (() => Fault.TooManyRequests(), Meaning.Passing, Meaning.Passing),
        ["1920 under 500"] = (() => Fault.Status(500, Simple(1920), Xml), Meaning.Passing, Meaning.Passing),
        ["1960 under 200"] = (() => Fault.Status(200, Simple(1960), Xml), Meaning.Passing, Meaning.Passing),
        ["1965 under 403"] = (() => Fault.Status(403, Simple(1965), Xml), Meaning.Passing, Meaning.Passing),
        ["500"] = (() => Fault.Status(500), Meaning.Passing, Meaning.Passing),
        ["503"] = (Fault.ServiceUnavailable, Meaning.Passing, Meaning.Passing),
        ["599"] = (() => Fault.Status(599), Meaning.Passing, Meaning.Passing),
        ["dropped"] = (Fault.DroppedBeforeChange, Meaning.Passing, Meaning.Passing),
        ["cut"] = (Fault.CutAnswer, Meaning.Passing, Meaning.Passing),
        ["empty"] = (Fault.EmptyAnswer, Meaning.Passing, Meaning.Passing),
        ["a proxy's page"] = (Fault.ProxyPage, Meaning.Passing, Meaning.Passing),
        ["OTHER_ERROR"] = (Fault.OtherError, Meaning.Failed, Meaning.Passing),
        ["INVALID_REQUEST"] = (() => Fault.Refused(), Meaning.Failed, Meaning.Failed),
        ["a code that nobody knows"] = (() => Fault.Refused("SOMETHING_ELSE"), Meaning.Failed, Meaning.Passing),
    };

    private static readonly Dictionary<string, Meaning> OfReported = new()
    {
        ["accountExpired"] = Meaning.Refused,
        ["badLogin"] = Meaning.Refused,
        ["registrationPending"] = Meaning.Refused,
        ["addressNotAllowed"] = Meaning.Refused,
        ["evaluationExpired"] = Meaning.Refused,
        ["unauthorizedUnderOk"] = Meaning.Refused,
        ["signInExceptions"] = Meaning.Refused,
        ["unauthorizedInBody"] = Meaning.Refused,
        ["limitInBody"] = Meaning.Parked,
        ["proxyAuthentication"] = Meaning.Misconfigured,
        ["controlCharacters"] = Meaning.Failed,
        ["countAsText"] = Meaning.Done,
        ["countWithPoint"] = Meaning.Done,
        ["dataAsObject"] = Meaning.Done,
    };

    // So large that one place of each is enough.
    private static readonly string[] Large = ["hugeAnswer", "compressedBomb", "hugeXml", "deepJson", "deepXml"];

    private enum Meaning
    {
        Done,
        Passing,
        Failed,
        Refused,
        Misconfigured,
        Parked,
    }

    public static TheoryData<string> Answers => [.. Known.Keys, .. Fault.ReportedAnswers.Select(answer => answer.Name)];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Of_an_update(string name)
    {
        foreach (int place in PlacesOf(name, 0, 1, 2))
        {
            await using UpdateScenario scenario = await UpdateScenario.StartAsync();
            Meaning meaning = MeaningOf(name, isRead: false);
            scenario.Sandbox.Faults.Add([.. Enumerable.Repeat<Fault?>(null, place), Once(name, meaning)]);

            Assert.Equal(ErrorOf(meaning), (await Record.ExceptionAsync(() => scenario.SendAsync()))?.GetType());

            Assert.InRange(scenario.Sandbox.Requests.Count, 1, EndsAtOnce(meaning) ? place + UpdateScenario.Quick.ThrottleLimit : 4);
            UpdateOutcome[] failed = [.. scenario.Results.Select(result => result.Outcome).Where(outcome => outcome == UpdateOutcome.Failed)];
            Assert.Equal(meaning == Meaning.Failed ? 1 : 0, failed.Length);
            Assert.Equal(meaning is Meaning.Done or Meaning.Passing, scenario.IsFinalStateAsWanted());

            scenario.Sandbox.Faults.Clear();
            await scenario.SendAsync();
            Assert.True(scenario.IsFinalStateAsWanted());
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Of_a_sign_in(string name)
    {
        // The first, and two where a token has expired: before a middle page, and before the last.
        foreach (int page in PlacesOf(name, 0, 3, 5))
        {
            Fault pass = Fault.Pass().On(SandboxEndpoint.Search);
            Fault?[] before = page == 0
                ? []
                : [.. Enumerable.Repeat(pass, page - 1), Fault.TokenExpired(), Fault.Pass().On(SandboxEndpoint.Auth)];
            await HoldsAsync(name, SandboxEndpoint.Auth, before);
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public Task Of_a_count(string name) => HoldsAsync(name, SandboxEndpoint.Count, []);

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Of_a_search(string name)
    {
        foreach (int place in PlacesOf(name, 0, 2, 4))
        {
            await HoldsAsync(name, SandboxEndpoint.Search, [.. Enumerable.Repeat(Fault.Pass().On(SandboxEndpoint.Search), place)]);
        }
    }

    private static async Task HoldsAsync(string name, SandboxEndpoint endpoint, Fault?[] before)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        Meaning meaning = MeaningOf(name, isRead: true);
        scenario.Sandbox.Faults.Add([.. before, Once(name, meaning).On(endpoint)]);

        Exception? error = await Record.ExceptionAsync(() => scenario.ExportAsync());

        Assert.Equal(meaning == Meaning.Failed ? typeof(QualysConnectionException) : ErrorOf(meaning), error?.GetType());
        Assert.DoesNotContain("Unexpected", error?.Message ?? "", StringComparison.Ordinal);
        if (error is null)
        {
            scenario.AssertFinalState();
        }

        scenario.Sandbox.Faults.Clear();
        await scenario.ExportAsync();
        scenario.AssertFinalState();
    }

    private static Meaning MeaningOf(string name, bool isRead) =>
        Known.TryGetValue(name, out (Func<Fault> Fault, Meaning Update, Meaning Read) known) ? (isRead ? known.Read : known.Update)
        : OfReported.GetValueOrDefault(name, Meaning.Passing);

    // What ends a run stays until it is mended; the rest comes once.
    private static Fault Once(string name, Meaning meaning)
    {
        Fault fault = Known.TryGetValue(name, out (Func<Fault> Fault, Meaning Update, Meaning Read) known) ? known.Fault() : Fault.ReportedAnswer(name);
        return EndsAtOnce(meaning) ? fault.Always() : fault;
    }

    private static int[] PlacesOf(string name, params int[] places) => Large.Contains(name) ? [places[1]] : places;

    private static bool EndsAtOnce(Meaning meaning) => meaning is Meaning.Refused or Meaning.Misconfigured or Meaning.Parked;

    private static Type? ErrorOf(Meaning meaning) => meaning switch
    {
        Meaning.Refused => typeof(QualysAuthenticationException),
        Meaning.Misconfigured => typeof(QualysConnectionException),
        Meaning.Parked => typeof(QualysParkedException),
        _ => null,
    };

    private static string Simple(int code) =>
        $"<SIMPLE_RETURN><RESPONSE><CODE>{code}</CODE><TEXT>Not now.</TEXT></RESPONSE></SIMPLE_RETURN>";
}
