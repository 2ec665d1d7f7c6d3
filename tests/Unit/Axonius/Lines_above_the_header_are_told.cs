using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Lines that programs wrote above the header are named, and a delimiter that they name and that is not used.</summary>
public sealed class Lines_above_the_header_are_told
{
    [Theory]
    [InlineData("sep=;\n", ';', "'sep=;' above its header, which is passed over.")]
    [InlineData("#TYPE x\nsep=;\n", ';', "'#TYPE x', 'sep=;' above its header, which is passed over.")]
    [InlineData("sep=;\n", ',', "'sep=;' above its header, which is passed over. Cells are parted by ',' all the same, as was asked for.")]
    [InlineData("sep=\n", ',', "'sep=' above its header, which is passed over.")]
    public void With_their_texts(string lines, char delimiter, string told)
    {
        var findings = new ExportFindings();
        findings.Add("e.csv", ExportPreamble.Read(Encoding.UTF8.GetBytes(lines + "Id;A")), delimiter);

        Assert.Equal("The Axonius export 'e.csv' begins with " + told, Assert.Single(findings.Warnings()).Message);
    }

    [Fact]
    public void Where_there_are_any()
    {
        var findings = new ExportFindings();
        findings.Add("e.csv", ExportPreamble.Read("Id;A\n"u8), ',');

        Assert.Empty(findings.Warnings());
    }
}
