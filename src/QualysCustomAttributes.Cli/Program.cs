using System.Text;
using QualysCustomAttributes.Cli.Commands;

namespace QualysCustomAttributes.Cli;

/// <summary>The way in.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        if (OperatingSystem.IsWindows())
        {
            // Else text beyond the console's code page comes out as question marks.
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        return ProgramCommand.RunAsync(args);
    }
}
