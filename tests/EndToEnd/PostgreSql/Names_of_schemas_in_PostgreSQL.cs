using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>A schema may have any name that PostgreSQL takes; nothing of it is read as SQL.</summary>
public sealed class Names_of_schemas_in_PostgreSQL
{
    [Theory]
    [InlineData("a \"quoted\" one")]
    [InlineData("it's; DROP SCHEMA public CASCADE; --")]
    [InlineData("two\nlines")]
    [InlineData("select")]
    [InlineData("a.b")]
    [InlineData("ключ")]
    [InlineData("$1")]
    [InlineData("{0} %s \\")]
    [InlineData("longer_than_the_sixty_three_bytes_that_PostgreSQL_has_for_a_name_and_so_cut")]
    public async Task A_schema_is_made_and_found_again(string ending)
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        string name = $"{schema.Name[..20]}{ending}";
        var target = new PostgreSqlTarget(schema.ConnectionString, schema: name);
        try
        {
            PublishedTarget first = await scenario.PublishAsync(target);
            PublishedTarget second = await scenario.PublishAsync(target);

            Assert.Equal((3, 0, 3), (first.Assets, second.Assets, second.AssetsUnchanged));
        }
        finally
        {
            List<string> made = schema.Query($"SELECT quote_ident(nspname) FROM pg_namespace WHERE starts_with(nspname, '{schema.Name[..20]}')");
            Assert.Single(made);
            schema.Execute($"DROP SCHEMA {made[0]} CASCADE");
        }
    }
}
