using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Enters a gate that is to be open: where it is not the test fails, and does not wait for a clock that stands still.</summary>
internal static class OpenGate
{
    public static async Task<int> EnterAtOnceAsync(this CallGate gate)
    {
        Task<int> entering = gate.EnterAsync(CancellationToken.None);
        if (!entering.IsCompleted)
        {
            Assert.Fail("A call that may leave waits.");
        }

        return await entering;
    }
}
