namespace PosSaga.Tests;

/// <summary>The test plays what somebody reported of another system, as docs/reports.md lists it.</summary>
/// <param name="id"><c>owner/repository#number</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class PublicReportAttribute(string id) : Attribute
{
    public string Id => id;
}
