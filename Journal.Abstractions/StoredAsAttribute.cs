namespace PosSaga.Journal;

/// <summary>The name under which an event is stored for ever: <c>kind.what-happened/version</c>.
/// It never changes; a new shape is a new version and one pure upcast.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoredAsAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
