using System.Reflection;
using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>The templates, which lie in the assembly.</summary>
internal sealed class EmbeddedTemplates : IFileProvider
{
    private const string Folder = "Reporting/Templates/";

    private static readonly Assembly Core = typeof(EmbeddedTemplates).Assembly;

    /// <summary>Reads a template. Line breaks are as a browser counts them, whatever system it was built on.</summary>
    public static string Read(string name)
    {
        using Stream stream = Core.GetManifestResourceStream(Folder + name)
            ?? throw new FileNotFoundException($"There is no template '{name}'.", name);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <inheritdoc/>
    public IFileInfo GetFileInfo(string subpath) =>
        NameOf(subpath) is { } name ? new Template(name) : new NotFoundFileInfo(subpath);

    /// <inheritdoc/>
    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    /// <inheritdoc/>
    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    // Fluid puts its own ending behind every name; style and script, in which nothing is filled, have their own.
    private static string? NameOf(string subpath) => new[] { subpath, Path.ChangeExtension(subpath, null) }
        .FirstOrDefault(name => Core.GetManifestResourceInfo(Folder + name) is not null);

    private sealed class Template(string name) : IFileInfo
    {
        public bool Exists => true;

        public long Length => Encoding.UTF8.GetByteCount(Read(name));

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(Encoding.UTF8.GetBytes(Read(name)));
    }
}
