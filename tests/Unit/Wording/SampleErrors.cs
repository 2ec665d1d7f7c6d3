using System.Reflection;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Proxies;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Tracing;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Unit.Wording;

/// <summary>Makes every error that Core can word, by every way to make it, of sample values.</summary>
internal static class SampleErrors
{
    private static readonly QualysAddress Api = QualysAddress.Parse("qualysapi.qg3.apps.qualys.com");

    private static readonly QualysCall Call = new()
    {
        What = "add group 1 batch 2",
        Address = new Uri("https://qualysapi.qg3.apps.qualys.com/"),
        Attempt = 1,
        SentAt = default,
        GroupNumber = 1,
        BatchNumber = 2,
        Assets = 3,
        Function = QualysFunction.Add,
        Error = "no answer within 60 s",
        Status = 401,
        Elapsed = TimeSpan.FromMilliseconds(1234),
    };

    /// <summary>Each error, with the name of what makes it.</summary>
    /// <param name="number">What every number in it is.</param>
    public static IEnumerable<(string Maker, ConnectorException Error)> All(int number) =>
        from maker in Makers
        from values in Combinations(maker.GetParameters(), number)
        let error = Make(maker, values)
        where error is not null
        select ($"{maker.DeclaringType!.Name}.{maker.Name}", error);

    /// <summary>Refusals of each kind of account, with and without a run that they ended.</summary>
    public static IEnumerable<(string Maker, ConnectorException Error)> Refusals =>
        from kind in Enum.GetValues<QualysAccountKind>()
        from call in (QualysCall[])[Call, Call with { Status = 403 }, Call with { IsWebPage = true, PageTitle = "Sign in" }]
        from path in (string?[])[null, "run.db"]
        select ($"{kind} {call.Status}", (ConnectorException)new QualysAuthenticationException(Api, call, new RefusedAccount(kind, true, true), path));

    /// <summary>What makes errors: methods of the exceptions' own classes, and of those that word for them.</summary>
    private static IEnumerable<MethodBase> Makers =>
        typeof(ConnectorException).Assembly.GetTypes()
            .Where(type => typeof(ConnectorException).IsAssignableFrom(type) && !type.IsAbstract)
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => typeof(ConnectorException).IsAssignableFrom(method.ReturnType));

    private static ConnectorException? Make(MethodBase maker, object?[] values)
    {
        try
        {
            return (ConnectorException?)maker.Invoke(null, values);
        }
        catch (TargetInvocationException exception)
        {
            throw new InvalidOperationException($"{maker.DeclaringType!.Name}.{maker.Name} cannot be sampled.", exception.InnerException);
        }
    }

    private static IEnumerable<object?[]> Combinations(ParameterInfo[] parameters, int number)
    {
        IEnumerable<object?[]> all = [[]];
        foreach (ParameterInfo parameter in parameters)
        {
            object?[] values = Values(parameter, number);
            all = all.SelectMany(begun => values.Select(value => (object?[])[.. begun, value])).ToArray();
        }

        return all;
    }

    private static object?[] Values(ParameterInfo parameter, int number)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type.IsEnum)
        {
            return [.. Enum.GetValues(type).Cast<object?>()];
        }

        return type switch
        {
            _ when type == typeof(bool) => [true, false],
            _ when type == typeof(string) => [Text(parameter.Name!)],
            _ when type == typeof(int) => [parameter.Name == "status" ? 302 : number],
            _ when type == typeof(long) => [(long)number],
            _ when type == typeof(ulong) => [(ulong)number],
            _ when type == typeof(char) => [';'],
            _ when type == typeof(TimeSpan) => [TimeSpan.FromSeconds(number)],
            _ when type == typeof(DateTimeOffset) => [new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)],
            _ when type == typeof(Type) => [typeof(int)],
            _ when typeof(Exception).IsAssignableFrom(type) && type.IsAssignableFrom(typeof(IOException)) => [new IOException("the disk is odd.")],
            _ when type.IsAssignableFrom(typeof(RunDatabaseException)) => [RunDatabaseException.NotFound("run.db")],
            _ when type.IsAssignableFrom(typeof(string[])) => [Enumerable.Repeat("A", number).ToArray()],
            _ when type == typeof(QualysAddress) => [Api],
            _ when type == typeof(NearestHeader) => [new NearestHeader(["a", "B"], new HashSet<string>())],
            _ when type.IsAssignableFrom(typeof(QualysCall)) => [Call],
            _ when type == typeof(ProxyOnTheWay) => [new ProxyOnTheWay(new Uri("http://proxy.example.org:3128"), "HTTPS_PROXY", HasAccount: true)],
            _ when type == typeof(NetworkFailure) => [.. Enum.GetValues<HttpRequestError>().Select(error =>
                new NetworkFailure(new HttpRequestException(error, "An error occurred.", new IOException("odd.")), text => text))],
            _ when type == typeof(QualysClientOptions) => [new QualysClientOptions()],
            _ when type == typeof(VerificationSummary) => [VerificationSummary.OfNothing("run.db") with
            {
                Assets = number,
                AssetsNotAsWanted = number,
                Verdicts = new Dictionary<VerificationVerdict, long> { [VerificationVerdict.Missing] = number, [VerificationVerdict.NotFound] = number },
            }],
            _ when type == typeof(PlanOrigin) => [new PlanOrigin("e.csv", null, null, "ledger.sqlite", Api, IsCompared: true, Function: null)],
            _ when type == typeof(QualysAssetTrace) => [new QualysAssetTrace((ulong)number) { DatabasePath = "run.db", LedgerPath = "ledger.sqlite" }],
            _ when type == typeof(UpdateTarget) => [new UpdateTarget(Api, QualysUpdateAuthentication.Basic)],
            _ => throw new NotSupportedException($"No sample of {type} for {parameter.Member.DeclaringType!.Name}.{parameter.Member.Name}."),
        };
    }

    private static string Text(string name) => name switch
    {
        "path" or "folder" or "runPath" or "other" or "databasePath" or "freeName" or "left" => "run.db",
        "message" or "advice" or "aside" => "It is odd.",
        _ => "it is odd",
    };
}
