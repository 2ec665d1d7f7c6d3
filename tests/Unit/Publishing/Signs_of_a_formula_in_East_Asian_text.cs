using System.Buffers;
using System.Text;
using QualysCustomAttributes.Publishing.Csv;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>The full-width and the small forms of the signs begin a formula as the ASCII ones do, and no sign beside them does.</summary>
public sealed class Signs_of_a_formula_in_East_Asian_text
{
    [Theory]
    [InlineData("＝1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(1)")]
    [InlineData("﹦1")]
    [InlineData("﹢1")]
    [InlineData("﹣1")]
    [InlineData("﹫SUM(1)")]
    [InlineData(" －1")]
    public void Begin_one_in_a_cell_and_in_a_part_of_it(string text)
    {
        Assert.Equal("'" + text, Defuse(text));
        Assert.Equal($"x,'{text};'{text}", Defuse($"x,{text};{text}"));
    }

    [Theory]
    [InlineData("＜1")]
    [InlineData("＞1")]
    [InlineData("＊1")]
    [InlineData("，1")]
    [InlineData("．1")]
    [InlineData("？1")]
    [InlineData("Ａ1")]
    [InlineData("﹡1")]
    [InlineData("﹤1")]
    [InlineData("﹪1")]
    [InlineData("a＝1")]
    public void Others_begin_none(string text) => Assert.Equal(text, Defuse(text));

    private static string Defuse(string text)
    {
        byte[] cell = Encoding.UTF8.GetBytes(text);
        var defused = new ArrayBufferWriter<byte>();
        return FormulaCell.TryDefuse(cell, defused) ? Encoding.UTF8.GetString(defused.WrittenSpan) : text;
    }
}
