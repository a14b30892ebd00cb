#pragma warning disable
// Replaced by the embedded runtime; only so that grains compile meanwhile.
namespace Orleans
{
    [AttributeUsage(AttributeTargets.All)] public sealed class GenerateSerializerAttribute : Attribute;
    [AttributeUsage(AttributeTargets.All)] public sealed class ImmutableAttribute : Attribute;
    [AttributeUsage(AttributeTargets.All)] public sealed class AliasAttribute(string a) : Attribute { public string Alias => a; }
    [AttributeUsage(AttributeTargets.All)] public sealed class IdAttribute(uint id) : Attribute { public uint Id => id; }
    [AttributeUsage(AttributeTargets.All)] public sealed class GrainTypeAttribute(string a) : Attribute;
    public interface IGrainWithStringKey;
    public struct DeactivationReason;
    public interface IGrainFactory { T GetGrain<T>(string key, string? grainClassNamePrefix = null) where T : IGrainWithStringKey; }
    public abstract class Grain
    {
        protected IGrainFactory GrainFactory => null!;
        protected IServiceProvider ServiceProvider => null!;
        public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
        protected void DeactivateOnIdle() { }
    }
    public static class GrainExtensions { public static string GetPrimaryKeyString(this Grain g) => ""; public static T AsReference<T>(this Grain g) => default!; }
}
namespace Orleans.Concurrency { [AttributeUsage(AttributeTargets.All)] public sealed class AlwaysInterleaveAttribute : Attribute; [AttributeUsage(AttributeTargets.All)] public sealed class ReentrantAttribute : Attribute; }
namespace Orleans.Runtime { public class GrainReference; }
namespace Orleans.EventSourcing
{
    public abstract class JournaledGrain<TState, TEvent> : Grain where TState : class, new() where TEvent : class
    {
        protected TState State => null!;
        protected TState TentativeState => null!;
        protected int Version => 0;
        protected IEnumerable<TEvent> UnconfirmedEvents => [];
        protected virtual void RaiseEvent<T>(T @event) where T : TEvent { }
        protected virtual void RaiseEvents<T>(IEnumerable<T> events) where T : TEvent { }
        protected Task ConfirmEvents() => null!;
        protected Task RefreshNow() => null!;
        protected virtual void TransitionState(TState state, TEvent @event) { }
        protected Task<IReadOnlyList<TEvent>> RetrieveConfirmedEvents(int fromVersion, int toVersion) => null!;
    }
}
namespace PosSaga.Journal
{
    public interface IJournaledHost { EventMetadata Metadata { get; } AppendKey? Key { get; } string? ProcessKey { get; } void Confirmed(StreamHead head, long position); void InDoubt(); }
    public interface IStateHolder<TSelf> { TSelf Copy(); void CopyFrom(TSelf other); }
    public sealed class StreamConflictException(string m) : Exception(m);
    public sealed class KeyAnsweredException(AppendResult.KeyAnswered answer) : Exception { public AppendResult.KeyAnswered Answer => answer; }
}
