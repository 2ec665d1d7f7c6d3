using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Bench.CommandLine;

/// <summary>Runs the benchmarks of single stages; what else is on the command line is BenchmarkDotNet's.</summary>
internal sealed class MicroCommand : Command
{
    public MicroCommand()
        : base("micro", "Measures single stages with BenchmarkDotNet, whose options it takes; all of them unless --filter says otherwise")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction(Run);
    }

    private static void Run(ParseResult result)
    {
        string[] arguments = result.UnmatchedTokens.Count > 0 ? [.. result.UnmatchedTokens] : ["--filter", "*"];
        // In this process: a project of BenchmarkDotNet's own would be built under this solution's rules.
        IConfig config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(arguments, config);
    }
}
