using System.Globalization;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Messages that have to wait while others go on, by the positions of their events. A few: when many wait, it
/// is the server that cannot take any, and the others wait as well.</summary>
/// <remarks>They outlive the process, in a checkpoint each. A checkpoint moves forward only: at 2p the message at p
/// waits, at 2p + 1 it waits no more, and since the outbox is read in order, whoever waits there next has a later
/// position.</remarks>
internal sealed class WaitingMail(ICheckpoints checkpoints, IReadOnlyList<TimeSpan> pauses, TimeProvider clock)
{
    public const int Max = 16;

    // Every append wakes the relay, while the places change only by its own hand: no other process has the lease within
    // a time this short.
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(5);

    private readonly long[] _places = new long[Max];
    private readonly Dictionary<long, (int Attempts, DateTimeOffset Due)> _attempts = [];
    private long? _readAt;

    /// <summary>Of those that wait, each whose pause is over, oldest first; after a restart that is each.</summary>
    public async Task<IReadOnlyList<long>> Due(CancellationToken cancellation)
    {
        if (_readAt is not { } at || clock.GetElapsedTime(at) >= Known)
            await Read(cancellation);
        return
        [
            .. _places.Where(IsTaken).Select(place => place / 2).Order()
                .Where(position => !_attempts.TryGetValue(position, out var known) || known.Due <= clock.GetUtcNow()),
        ];
    }

    /// <summary>Lets it wait for its next pause to be over.</summary>
    public async Task<WaitingRoom> Wait(long position, CancellationToken cancellation)
    {
        var attempts = _attempts.GetValueOrDefault(position).Attempts;
        if (attempts >= pauses.Count)
            return WaitingRoom.PatienceIsOver;
        if (PlaceOf(position) < 0)
        {
            var free = Array.FindIndex(_places, place => !IsTaken(place));
            if (free < 0 || !await Move(free, 2 * position, cancellation))
                return WaitingRoom.IsFull;
        }

        _attempts[position] = (attempts + 1, clock.GetUtcNow() + pauses[attempts]);
        return WaitingRoom.HasIt;
    }

    /// <summary>It is sent, or never will be.</summary>
    public async Task Leave(long position, CancellationToken cancellation)
    {
        _attempts.Remove(position);
        if (PlaceOf(position) is >= 0 and var place)
            await Move(place, (2 * position) + 1, cancellation);
    }

    private async Task Read(CancellationToken cancellation)
    {
        for (var place = 0; place < Max; place++)
            _places[place] = await checkpoints.Get(NameOf(place), cancellation);
        _readAt = clock.GetTimestamp();
    }

    private int PlaceOf(long position) => Array.IndexOf(_places, 2 * position);

    // One that never had anybody stands at 0.
    private static bool IsTaken(long place) => place > 0 && place % 2 == 0;

    private async Task<bool> Move(int place, long to, CancellationToken cancellation)
    {
        // When the answer is lost, only the database knows: who has left it must not be sent again.
        var readAt = _readAt;
        _readAt = null;
        var isMoved = await checkpoints.Move(NameOf(place), _places[place], to, cancellation);
        if (isMoved)
            (_places[place], _readAt) = (to, readAt);
        return isMoved;
    }

    private static string NameOf(int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{OutboxRelay.Checkpoint}/waiting-{place}");
}

internal enum WaitingRoom { HasIt, IsFull, PatienceIsOver }
