using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using PosSaga.Streams;

namespace PosSaga.Tests.Streams;

/// <summary>A grain that subscribes and does not resume in <c>OnSubscribed</c> is handed nothing: Orleans drops each of
/// its events with a warning, and takes it for delivered.</summary>
public sealed class Participants_resume
{
    public static TheoryData<Type> Participants => [.. Found()];

    private static IEnumerable<Type> Found() =>
        typeof(StateJson).Assembly.GetTypes().Concat(typeof(Participants_resume).Assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(ImplicitStreamSubscriptionAttribute)))
            .Where(type => typeof(IParticipantGrain).IsAssignableFrom(type) && type != typeof(DoesNotResume));

    [Theory, MemberData(nameof(Participants))]
    public async Task Each_when_it_is_told_of_its_subscription(Type participant) =>
        Assert.True(await Resumes(participant), $"{participant} would hear nothing.");

    [Fact]
    public void There_are_those_of_refunds_and_of_notifications() =>
        Assert.InRange(Found().Count(), 4, 100);

    [Fact]
    public async Task One_that_does_not_is_found() => Assert.False(await Resumes(typeof(DoesNotResume)));

    private static async Task<bool> Resumes(Type participant)
    {
        if (RuntimeHelpers.GetUninitializedObject(participant) is not IStreamSubscriptionObserver observer)
            return false;
        var subscription = new Subscription();
        await observer.OnSubscribed(subscription);
        return ReferenceEquals(subscription.Resumed, observer);
    }

    private sealed class DoesNotResume : Grain, IParticipantGrain, IStreamSubscriptionObserver
    {
        public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => Task.CompletedTask;

        public Task Redeliver(PublishedEvent item) => Task.CompletedTask;
    }

    private sealed class Subscription : IStreamSubscriptionHandleFactory
    {
        public object? Resumed { get; set; }

        public StreamId StreamId => default;

        public string ProviderName => "journal";

        public GuidId SubscriptionId => null!;

        public StreamSubscriptionHandle<T> Create<T>() => typeof(T) == typeof(PublishedEvent)
            ? (StreamSubscriptionHandle<T>)(object)new Handle(this)
            : throw new InvalidOperationException($"A participant is handed no {typeof(T)}.");
    }

    private sealed class Handle(Subscription subscription) : StreamSubscriptionHandle<PublishedEvent>
    {
        public override StreamId StreamId => default;

        public override string ProviderName => subscription.ProviderName;

        public override Guid HandleId => Guid.Empty;

        public override Task UnsubscribeAsync() => throw new NotSupportedException();

        public override Task<StreamSubscriptionHandle<PublishedEvent>> ResumeAsync(
            IAsyncObserver<PublishedEvent> observer, StreamSequenceToken? token = null)
        {
            subscription.Resumed = observer;
            return Task.FromResult<StreamSubscriptionHandle<PublishedEvent>>(this);
        }

        public override Task<StreamSubscriptionHandle<PublishedEvent>> ResumeAsync(
            IAsyncBatchObserver<PublishedEvent> observer, StreamSequenceToken? token = null) =>
            throw new NotSupportedException();

        public override bool Equals(StreamSubscriptionHandle<PublishedEvent>? other) => ReferenceEquals(this, other);
    }
}
