namespace QualysCustomAttributes;

/// <summary>
/// The environment variables that are read where nothing else says it: the reference connector's, and those beside them
/// in its manner.
/// </summary>
internal static class EnvironmentNames
{
    /// <summary>The Axonius export.</summary>
    public const string CsvFile = "q_csv_file";

    /// <summary>The API host of the Qualys platform.</summary>
    public const string ApiFqdn = "q_api_fqdn";

    /// <summary>The gateway of the Qualys platform.</summary>
    public const string GatewayFqdn = "q_gateway_fqdn";

    /// <summary>What is done with the attributes: add, update or remove.</summary>
    public const string ApiFunction = "q_api_function";

    /// <summary>The account's name.</summary>
    public const string UserName = "q_username";

    /// <summary>The account's password.</summary>
    public const string Password = "q_password";

    /// <summary>A client's id, which stands in the place of a name.</summary>
    public const string ClientId = "q_client_id";

    /// <summary>The client's secret.</summary>
    public const string ClientSecret = "q_client_secret";

    /// <summary>A token that was made elsewhere.</summary>
    public const string AccessToken = "q_access_token";

    /// <summary>The folder of the inventory.</summary>
    public const string InventoryOutput = "q_inventory_output";

    /// <summary>The ledger: what Qualys has confirmed of a subscription.</summary>
    public const string Ledger = "q_ledger";

    /// <summary>The PostgreSQL server that the inventory is published into, as a connection string or URI.</summary>
    public const string PostgreSql = "q_postgresql";
}
