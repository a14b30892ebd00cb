namespace PosSaga.Silo.Streams;

/// <summary>Works the lanes off: as many beside each other as may be in flight.</summary>
internal sealed partial class PartitionLanes
{
    private void StartReady()
    {
        while (true)
        {
            Lane? lane;
            lock (_lock)
            {
                if (_isClosed || _inFlight >= options.InFlightMax || !_ready.TryDequeue(out lane))
                    return;
                _inFlight++;
            }
            _ = Work(lane);
        }
    }

    // Goes on with the next lane rather than start it: what completes at once would nest without end.
    private async Task Work(Lane first)
    {
        for (Lane? lane = first; lane is not null;)
        {
            var again = await deliverer.Try(lane.Events.Peek().Delivery, lane.Failures, lane.IsLastCall);
            lane = Finished(lane, again);
        }
    }

    private Lane? Finished(Lane lane, TimeSpan? again)
    {
        Lane? next;
        bool hasRoomAgain;
        lock (_lock)
        {
            if (again is null)
                Handled(lane);
            else if (_isFull && lane.MayHurry)
                LastCall(lane);
            else if (!_isClosed)
                _ = WaitFor(lane, again.Value);
            if (_isClosed || !_ready.TryDequeue(out next))
                (next, _inFlight) = (null, _inFlight - 1);
            // Not at the first free place: reading page by page is cheaper.
            hasRoomAgain = _isFull && _pending <= options.WindowMax / 2;
            _isFull &= !hasRoomAgain;
            if (_isClosed && _inFlight == 0)
                _idle.TrySetResult();
        }
        if (hasRoomAgain)
            wake.Signal();
        return next;
    }

    private void Handled(Lane lane)
    {
        lane.Next();
        _pending--;
        if (lane.Events.Count == 0)
            _lanes.Remove((lane.Subscriber, lane.Key));
        else
            _ready.Enqueue(lane);
    }

    private void LastCall(Lane lane)
    {
        lane.Hurry();
        _ready.Enqueue(lane);
    }

    private async Task WaitFor(Lane lane, TimeSpan pause)
    {
        _waiting.Add(lane);
        await lane.Wait(pause, clock);
        lock (_lock)
        {
            _waiting.Remove(lane);
            if (_isClosed)
                return;
            _ready.Enqueue(lane);
        }
        StartReady();
    }
}
