using Orleans.Runtime;
using PosSaga.Embedded;

namespace Orleans.Runtime
{
    /// <summary>Anything that can be called by identity: a grain or a reference to one.</summary>
    public interface IAddressable;

    /// <summary>One activation of a grain, as its own code and providers see it.</summary>
    public interface IGrainContext
    {
        GrainId GrainId { get; }

        object? GrainInstance { get; }

        IServiceProvider ActivationServices { get; }

        /// <summary>Completes when the activation is gone.</summary>
        Task Deactivated { get; }

        /// <summary>Takes no new requests, lets the running ones finish, then deactivates.</summary>
        void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    public interface IGrainContextAccessor
    {
        IGrainContext? GrainContext { get; }
    }
}

namespace Orleans
{
    public interface IGrain : IAddressable;

    /// <summary>A grain whose key is text: <c>{tenant}/{id}</c>.</summary>
    public interface IGrainWithStringKey : IGrain;

    public interface IGrainBase
    {
        IGrainContext GrainContext { get; }

        Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Base class of grain classes. It is made within a turn of its activation, which is how it knows
    /// it.</summary>
    public abstract class Grain : IGrainBase, IAddressable
    {
        private readonly GrainActivation activation = GrainActivation.Current
            ?? throw new InvalidOperationException("A grain is made by its activation, never by hand.");

        protected Grain()
        {
        }

        public IGrainContext GrainContext => activation;

        protected IGrainFactory GrainFactory => activation.Silo;

        protected internal IServiceProvider ServiceProvider => activation.ActivationServices;

        public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        protected void DeactivateOnIdle() => this.RequestDeactivation();

        /// <summary>Keeps the idle collector away for this long.</summary>
        protected void DelayDeactivation(TimeSpan timeSpan) => activation.KeepAliveFor(timeSpan);
    }
}
