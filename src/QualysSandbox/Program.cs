using System.CommandLine;
using QualysSandbox.CommandLine;

namespace QualysSandbox;

/// <summary>The sandbox as a process of its own.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var arguments = new SandboxArguments();
        arguments.Command.SetAction((result, cancellation) => RunAsync(arguments, result, cancellation));

        ParseResult parsed = arguments.Command.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync();
        }

        return Fail(parsed.Errors[0].Message);
    }

    private static async Task<int> RunAsync(SandboxArguments arguments, ParseResult result, CancellationToken cancellation)
    {
        if (arguments.WantsFaultNames(result))
        {
            foreach (string line in Faults.FaultList.Lines)
            {
                Console.WriteLine(line);
            }

            return 0;
        }

        SandboxOptions options = arguments.OptionsOf(result) with
        {
            Answering = request => Console.WriteLine(RequestLine.For(request)),
        };

        try
        {
            await using SandboxServer server = await SandboxServer.StartAsync(options, cancellation);
            server.Faults.Add(arguments.FaultsOf(result));
            Console.WriteLine(Banner.For(server.Address, options));
            if (arguments.ReadyFileOf(result) is { } readyFile)
            {
                ReadyFile.Write(readyFile, server.Address);
            }

            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }

        return 0;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        return 1;
    }
}
