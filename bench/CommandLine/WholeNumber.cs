using System.CommandLine;

namespace Bench.CommandLine;

/// <summary>Options that take a whole number of some least value.</summary>
internal static class WholeNumber
{
    public static Option<int> Option(string name, string description, int defaultValue, int least)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{name} must be a whole number of {least} or more.");
            }
        });
        return option;
    }
}
