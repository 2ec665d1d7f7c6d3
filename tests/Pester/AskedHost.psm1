# A host at which somebody sits: what PowerShell's own host would ask is noted, and answered, and so is what it would show after Ctrl+C.

Add-Type -WarningAction SilentlyContinue -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

public sealed class AskedScreen : PSHostUserInterface
{
    public PSCredential Answer;
    public string Asked;
    public List<string> Warnings { get; } = new List<string>();
    public override PSHostRawUserInterface RawUI => null;
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        Asked = caption + ": " + message;
        return Answer;
    }
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);
    public override string ReadLine() => throw new NotImplementedException();
    public override SecureString ReadLineAsSecureString() => throw new NotImplementedException();
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotImplementedException();
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Asked = caption + ": " + message;
        return defaultChoice;
    }
    public override void Write(string value) { }
    public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { }
    public override void WriteLine(string value) { }
    public override void WriteErrorLine(string value) { }
    public override void WriteDebugLine(string message) { }
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
    public override void WriteVerboseLine(string message) { }
    public override void WriteWarningLine(string message) => Warnings.Add(message);
}

public sealed class AskedHost : PSHost
{
    public AskedScreen Screen { get; } = new AskedScreen();
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name => "AskedHost";
    public override Version Version => new Version(1, 0);
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override PSHostUserInterface UI => Screen;
    public override void SetShouldExit(int exitCode) { }
    public override void EnterNestedPrompt() { }
    public override void ExitNestedPrompt() { }
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
}
'@

# Such a host.
function New-AskedHost { [AskedHost]::new() }
