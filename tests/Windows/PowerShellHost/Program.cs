using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;

// Runs a script file in a PowerShell of this process: PowerShellHost SCRIPT [NAME=VALUE ...]
// Objects go to standard output as text, warnings and errors to standard error. The exit code is 1 where there was an error.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (args.Length == 0)
{
    Console.Error.WriteLine("A script file is needed.");
    return 2;
}

InitialSessionState state = InitialSessionState.CreateDefault();
if (OperatingSystem.IsWindows())
{
    // A machine's policy would refuse the module's script and format files, which nobody has signed.
    state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
}

using Runspace runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using PowerShell engine = PowerShell.Create(runspace);
IDictionary parameters = args.Skip(1).Select(text => text.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
engine.AddCommand(Path.GetFullPath(args[0])).AddParameters(parameters);

var output = new PSDataCollection<PSObject>();
output.DataAdded += (_, added) => Console.Out.WriteLine(output[added.Index]);
engine.Streams.Warning.DataAdded += (_, added) => Console.Error.WriteLine($"warning: {engine.Streams.Warning[added.Index]}");
engine.Streams.Error.DataAdded += (_, added) => WriteError(engine.Streams.Error[added.Index]);
try
{
    engine.Invoke(input: null, output);
}
catch (RuntimeException exception)
{
    WriteError(exception.ErrorRecord);
    return 1;
}

return engine.HadErrors ? 1 : 0;

static void WriteError(ErrorRecord record) =>
    Console.Error.WriteLine($"error: {record} ({record.FullyQualifiedErrorId})\n{record.ScriptStackTrace}");
