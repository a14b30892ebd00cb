namespace PosSaga.Journal;

/// <summary>Makes ids. A simulation makes them from its seed.</summary>
public interface IIdSource
{
    Guid NewId();
}
