using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using PosSaga.Embedded;

namespace Orleans.Runtime
{
    /// <summary>A timer of one activation; it ends with it.</summary>
    public interface IGrainTimer : IDisposable
    {
        void Change(TimeSpan dueTime, TimeSpan period);
    }

    public readonly struct GrainTimerCreationOptions()
    {
        [SetsRequiredMembers]
        public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
        {
            DueTime = dueTime;
            Period = period;
        }

        public required TimeSpan DueTime { get; init; }

        /// <summary>From the end of one tick to the start of the next, so ticks never pile up.</summary>
        public required TimeSpan Period { get; init; }

        /// <summary>Without it a tick waits its turn like a call to a non-reentrant grain.</summary>
        public bool Interleave { get; init; }

        /// <summary>A tick counts as use for the idle collector.</summary>
        public bool KeepAlive { get; init; }
    }
}

namespace Orleans
{
    public static class GrainBaseExtensions
    {
        public static IGrainTimer RegisterGrainTimer(
            this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
            new GrainTimer(grain.Activation(), callback, options);

        public static IGrainTimer RegisterGrainTimer(
            this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));

        public static void DeactivateOnIdle(this IGrainBase grain) => grain.RequestDeactivation();

        internal static void RequestDeactivation(this IGrainBase grain) => grain.GrainContext.Deactivate(
            new(DeactivationReasonCode.ApplicationRequested, "The grain asked for it."));

        private static GrainActivation Activation(this IGrainBase grain) => (GrainActivation)grain.GrainContext;
    }
}
