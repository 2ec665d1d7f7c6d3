using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Mutations.Running;

/// <summary>The tests of tests/Unit in this process, in an order that is the same in each.</summary>
internal sealed class TestList
{
    private readonly InProcessFrontController _controller;
    private readonly List<ITestCase> _cases;

    private TestList(InProcessFrontController controller, List<ITestCase> cases)
    {
        _controller = controller;
        _cases = cases;
    }

    /// <summary>The class and the name of each.</summary>
    public IEnumerable<(string Class, string Name)> Names => _cases.Select(each => (each.TestClassName ?? "", each.TestCaseDisplayName));

    /// <summary>Finds them.</summary>
    public static async Task<TestList> FindAsync()
    {
        Assembly assembly = Assembly.Load("Unit");
        Prepare();
        var controller = new InProcessFrontController(ExtensibilityPointFactory.GetTestFramework(assembly), assembly, null);
        List<ITestCase> cases = [];
        var options = new Options { ["xunit.discovery.PreEnumerateTheories"] = true };
        using var source = new CancellationTokenSource();
        await controller.Find(new Sink(), options, _ => true, source, null, (found, _) =>
        {
            cases.Add(found);
            return ValueTask.FromResult(true);
        });
        cases.Sort((one, other) => string.CompareOrdinal(one.UniqueID, other.UniqueID));
        return new TestList(controller, cases);
    }

    /// <summary>Runs some, one after the other, until one fails.</summary>
    /// <returns>The one that failed; <see langword="null"/> where all passed, -1 where what failed is no single test.</returns>
    public async Task<int?> FindFailureAsync(IEnumerable<int> tests)
    {
        Prepare();
        var sink = new Sink();
        var options = new Options
        {
            ["xunit.execution.DisableParallelization"] = true,
            ["xunit.execution.StopOnFail"] = true,
            ["xunit.execution.SynchronousMessageReporting"] = true,
        };
        using var source = new CancellationTokenSource();
        await _controller.Run(sink, options, [.. tests.Select(test => _cases[test])], source);
        return sink.HasFailed ? _cases.FindIndex(each => each.UniqueID == sink.Failed) : null;
    }

    // What it sets lasts as long as the method that called it.
    private static void Prepare() =>
        TestContext.SetForInitialization(null, diagnosticMessages: false, internalDiagnosticMessages: false);

    private sealed class Sink : IMessageSink
    {
        public bool HasFailed { get; private set; }

        public string? Failed { get; private set; }

        public bool OnMessage(IMessageSinkMessage message)
        {
            Failed ??= (message as ITestFailed)?.TestCaseUniqueID;
            HasFailed |= message is ITestFailed or IErrorMessage
                or ITestCleanupFailure or ITestCaseCleanupFailure or ITestMethodCleanupFailure or ITestClassCleanupFailure;
            return !HasFailed;
        }
    }

    private sealed class Options : Dictionary<string, object?>, ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        public TValue? GetValue<TValue>(string name) => TryGetValue(name, out object? value) ? (TValue?)value : default;

        public void SetValue<TValue>(string name, TValue value) => this[name] = value;

        public string ToJson() => System.Text.Json.JsonSerializer.Serialize<Dictionary<string, object?>>(this);
    }
}
