using System.Xml;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>An answer in XML is nested deeper than any of Qualys; it is not read on.</summary>
internal sealed class NestedTooDeepException : XmlException;
