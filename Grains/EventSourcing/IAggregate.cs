namespace PosSaga.EventSourcing;

/// <summary>An immutable state that folds its events. A history that cannot be folded is a defect and throws.</summary>
public interface IAggregate<TSelf, in TEvent> where TSelf : IAggregate<TSelf, TEvent>
{
    static abstract TSelf Initial { get; }

    TSelf Apply(TEvent @event);
}
