namespace PosSaga.Journal;

/// <summary>Events of this type are fed to a stream namespace, under the process key they were raised with.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PublishedAttribute(string streamNamespace) : Attribute
{
    public string StreamNamespace { get; } = streamNamespace;
}
