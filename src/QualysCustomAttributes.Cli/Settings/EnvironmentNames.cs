namespace QualysCustomAttributes.Cli.Settings;

/// <summary>The environment variables, as the reference connector names them, and those beside them in its manner.</summary>
internal static class EnvironmentNames
{
    public const string CsvFile = "q_csv_file";
    public const string ApiFqdn = "q_api_fqdn";
    public const string ApiFunction = "q_api_function";
    public const string UserName = "q_username";
    public const string Password = "q_password";
    public const string GatewayFqdn = "q_gateway_fqdn";
    public const string InventoryOutput = "q_inventory_output";
    public const string PostgreSql = "q_postgresql";
}
