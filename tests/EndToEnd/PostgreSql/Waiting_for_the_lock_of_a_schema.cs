using Npgsql;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>Whoever holds the lock by which publications take turns is named as what it is: a role, a process and its program.</summary>
public sealed class Waiting_for_the_lock_of_a_schema
{
    [Fact]
    public async Task Another_role_that_holds_it_is_named_while_it_is_waited_for_and_when_that_takes_too_long()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        string role = $"holder_{Guid.NewGuid():N}";
        schema.Execute($"CREATE ROLE {role} LOGIN PASSWORD 'pw'");
        try
        {
            await using var holder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(schema.ConnectionString)
            {
                Username = role, Password = "pw", ApplicationName = "a nightly job", Pooling = false,
            }.ConnectionString);
            await holder.OpenAsync(TestContext.Current.CancellationToken);
            await using (var take = new NpgsqlCommand($"SELECT pg_advisory_lock(1363362153, hashtext('{schema.Name}'))", holder))
            {
                await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            string patient = new NpgsqlConnectionStringBuilder(schema.ConnectionString) { Options = "-c lock_timeout=500" }.ConnectionString;
            var exception = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(new PostgreSqlTarget(patient, schema: schema.Name)));

            Assert.Equal(("PostgreSqlLocked", ConnectorErrorKind.Resource), (exception.ErrorId, exception.Kind));
            Each.Holds([exception.Message, Assert.Single(scenario.Warnings)], said =>
            {
                Assert.Contains($"role '{role}', process {holder.ProcessID}, program 'a nightly job', since 20", said, StringComparison.Ordinal);
                Assert.Contains("advisory lock", said, StringComparison.Ordinal);
            });
        }
        finally
        {
            schema.Execute($"DROP ROLE {role}");
        }
    }
}
