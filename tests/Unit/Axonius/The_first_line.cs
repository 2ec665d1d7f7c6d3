using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A text's first line ends before its first line break, whichever that is.</summary>
public sealed class The_first_line
{
    [Theory]
    [InlineData("a,b\nc", "a,b")]
    [InlineData("a,b\rc\n", "a,b")]
    [InlineData("a,b\r\nc", "a,b")]
    [InlineData("a,b", "a,b")]
    [InlineData("\na", "")]
    [InlineData("\ra", "")]
    [InlineData("a\n", "a")]
    [InlineData("", "")]
    public void Without_its_line_break(string text, string line) => Assert.Equal(line, Encoding.UTF8.GetString(FirstLine.Of(Encoding.UTF8.GetBytes(text))));
}
