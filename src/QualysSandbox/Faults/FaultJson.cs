using System.Text.Json;
using System.Text.Json.Serialization;

namespace QualysSandbox.Faults;

/// <summary>Reads faults from JSON, the way a sandbox in another process is scripted.</summary>
public static class FaultJson
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter<QualysEndpoint>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The endpoints in words.</summary>
    internal const string Endpoints = "update (the default), auth, count, search or get";

    /// <summary>Reads a list of faults; null stands for an update that passes.</summary>
    /// <exception cref="FormatException">The text is not a list of faults; the message says where and why.</exception>
    public static IReadOnlyList<Fault?> Parse(string json)
    {
        try
        {
            FaultEntry?[] entries = JsonSerializer.Deserialize<FaultEntry?[]>(json, Strict)
                ?? throw new FormatException("The faults are not a list.");
            return [.. entries.Select(entry => entry?.ToFault())];
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The faults cannot be read: {Describe(exception)}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw new FormatException($"The faults cannot be read: {exception.Message}", exception);
        }
    }

    // What .NET says of it speaks of types and bytes.
    private static string Describe(JsonException exception)
    {
        string line = FormattableString.Invariant($"line {(exception.LineNumber ?? 0) + 1}");
        string path = exception.Path ?? "";
        string name = path[(path.LastIndexOf('.') + 1)..];
        string said = exception.Message.Split(" Path: ")[0];
        string[] quoted = said.Split('\'');
        return said.StartsWith("The JSON property", StringComparison.Ordinal) ? $"{line}: a fault has no '{quoted[1]}'."
            : said.Contains("missing required", StringComparison.Ordinal) ? $"{line}: a fault lacks its name, as {{\"fault\":\"rateLimited\"}}."
            : !said.Contains("could not be converted", StringComparison.Ordinal) ? $"{line}: it is no JSON: {said}"
            : name == "endpoint" ? $"{line}: 'endpoint' must be {Endpoints.Replace(" (the default)", "", StringComparison.Ordinal)}."
            : name.EndsWith(']') || name == "$" ? $"{line}: it must be a list of faults, as [{{\"fault\":\"rateLimited\"}}]."
            : $"{line}: '{name}' is of another kind than it must be.";
    }
}
