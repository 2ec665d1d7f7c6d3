using QualysCustomAttributes.Planning;

namespace Bench.Micro;

/// <summary>A folder for the time of a benchmark, with an export and the run database made of it.</summary>
internal sealed class ScratchFolder
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-");

    public string Export => Path.Combine(_folder.FullName, "export.csv");

    public string Database => Path.Combine(_folder.FullName, "run.db");

    /// <summary>How the export is imported: each time into a new database.</summary>
    public AxoniusImportOptions ImportOptions => new() { Path = Export, DatabasePath = Database, Replace = true, Caller = "bench" };

    public void Delete() => _folder.Delete(recursive: true);
}
