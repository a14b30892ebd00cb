namespace PosSaga.Journal;

/// <summary>Makes ids. A simulation makes them from its seed.</summary>
public interface IIdSource
{
    Guid NewId();
}

/// <summary>Time-ordered ids, which keep the indexes of a database compact.</summary>
public sealed class TimeOrderedIds(TimeProvider time) : IIdSource
{
    public Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());
}
