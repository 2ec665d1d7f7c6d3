using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Wording;

/// <summary>Plain words, the path once, and what to do about it.</summary>
public sealed class Why_a_file_cannot_be_used : IDisposable
{
    private const int ReadOnlyFileSystem = 30;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("Read-only file system : '/mnt/x.db'", ReadOnlyFileSystem, "its disk can only be read")]
    [InlineData("The media is write protected. : 'D:\\x.db'", unchecked((int)0x80070013), "its disk can only be read")]
    [InlineData("No space left on device : '/mnt/x.db'", 28, "its disk is full")]
    [InlineData("There is not enough space on the disk. : 'D:\\x.db'", unchecked((int)0x80070070), "its disk is full")]
    [InlineData("The process cannot access the file 'D:\\x.csv' because it is being used by another process.", unchecked((int)0x80070020), "another program has it open")]
    [InlineData("The process cannot access the file 'D:\\x.csv' because another process has locked a portion of the file.", unchecked((int)0x80070021), "another program has it open")]
    [InlineData("Input/output error : '/mnt/x.db'", 5, "Input/output error")]
    [InlineData("Something odd about the file '/mnt/x.db'.", 0, "Something odd about the file")]
    public void The_path_does_not_stand_in_the_reason(string said, int code, string why) =>
        Assert.Equal(why, FileWords.Of("/mnt/nosuch/x.db", new IOException(said, code)));

    [Fact]
    public void A_database_in_a_read_only_place_is_named_once() => Assert.Equal(
        "The run database '/mnt/ro/x.db' cannot be created or written: its disk can only be read. Name a folder you may write to.",
        RunDatabaseException.NotWritable("/mnt/ro/x.db", new IOException("Read-only file system : '/mnt/ro/x.db'", ReadOnlyFileSystem)).Message);

    [Fact]
    public void An_export_that_another_program_has_open_is_to_be_closed_there()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a"));
        string path = run.ExportPath;
        using FileStream excel = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var error = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportUnreadable", error.ErrorId);
        Assert.Equal($"The Axonius export '{path}' cannot be read: another program has it open. Close it there, as in Excel, and try again.", error.Message);
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_one() => Assert.Equal(
        ("it is a folder", "Name a file in it."),
        (FileWords.Of(_folder.Path, new UnauthorizedAccessException()), FileWords.Advice(_folder.Path, new UnauthorizedAccessException(), "Otherwise.")));

    [Fact]
    public void A_folder_that_cannot_be_used_is_none_in_the_place_of_a_file() => Assert.Equal(
        ("access to it is denied", "it does not exist"),
        (FileWords.OfFolder(new UnauthorizedAccessException()), FileWords.OfFolder(new DirectoryNotFoundException())));

    public void Dispose() => _folder.Dispose();
}
