using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Refunds;

namespace PosSaga.Tests.ReadModels;

/// <summary>Claims that live at random: opened, assigned to and fro, resolved, closed, reopened, refunded; and what the
/// statistics must say of them.</summary>
internal sealed class ClaimHistory(EventWriter writer, int seed, int customers = 7)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Life> _claims = [];
    private DateTimeOffset _now = EventWriter.Noon;

    public string Tenant => writer.Tenant;

    public async Task Go(int events)
    {
        for (var i = 0; i < events; i++)
            await Step();
    }

    public IReadOnlyList<TypeStatistics> ByType() =>
        [.. Made.GroupBy(life => life.Type).OrderBy(type => type.Key.ToString(), StringComparer.Ordinal)
            .Select(type => new TypeStatistics(
                type.Key, type.Count(), Count(type, ClaimStatus.Created), Count(type, ClaimStatus.Assigned),
                Count(type, ClaimStatus.InProgress), Count(type, ClaimStatus.Resolved),
                Count(type, ClaimStatus.Closed), Count(type, ClaimStatus.Withdrawn)))];

    public IReadOnlyList<CustomerStatistics> ByCustomer() =>
        [.. Made.GroupBy(life => life.Customer).OrderBy(customer => customer.Key, StringComparer.Ordinal)
            .Select(customer =>
            {
                var count = ClaimCount.Of(customer.Select(life => life.Claim));
                return new CustomerStatistics(
                    customer.Key, count.Total, count.Active, count.Resolved, count.Closed,
                    customer.Max(life => life.Claim.CreatedAt), count.Withdrawn);
            })];

    public IReadOnlyList<AgentStatistics> ByAgent() =>
        [.. _claims.Values.SelectMany(life => life.Assignments).GroupBy(assignment => assignment.Agent)
            .OrderBy(agent => agent.Key, StringComparer.Ordinal).Select(agent =>
            {
                var count = ClaimCount.Of(Made.Select(life => life.Claim).Where(claim => claim.Agent == agent.Key));
                return new AgentStatistics(
                    agent.Key, count.Total, count.Active, count.Resolved + count.Closed,
                    agent.Max(assignment => assignment.At));
            })];

    private IEnumerable<Life> Made => _claims.Values.Where(life => life.Claim.Status != ClaimStatus.None);

    private static int Count(IEnumerable<Life> lives, ClaimStatus status) =>
        lives.Count(life => life.Claim.Status == status);

    private async Task Step()
    {
        _now += TimeSpan.FromSeconds(_random.Next(1, 90));
        var open = _claims.Values.Where(life => !life.IsOver).ToList();
        var life = open.Count == 0 || _random.Next(5) == 0 ? New() : open[_random.Next(open.Count)];
        var @event = Next(life);
        await writer.Append("claim", life.Id, @event);
        life.Happened(@event);
    }

    private Life New()
    {
        var life = new Life($"c{_claims.Count}", $"customer-{_random.Next(customers)}", (ClaimType)_random.Next(4));
        return _claims[life.Id] = life;
    }

    private static Refusal No { get; } = new("taken", RefusalKind.Conflict, "Taken.");

    private ClaimEvent Next(Life life) => life.Claim.Status switch
    {
        ClaimStatus.None when !life.IsOpening && _random.Next(9) == 0 => new ClaimEvent.Refused(No, "f") { At = _now },
        ClaimStatus.None when !life.IsOpening && _random.Next(4) == 0 => Opening(life),
        ClaimStatus.None when life.IsOpening && _random.Next(3) == 0 =>
            new ClaimEvent.NotOpened(No) { At = _now },
        ClaimStatus.None => Created(life),
        not ClaimStatus.None when _random.Next(9) == 0 => new ClaimEvent.RefundRefused(No) { At = _now },
        ClaimStatus.Created or ClaimStatus.InProgress when _random.Next(12) == 0 && !life.IsRefunded =>
            new ClaimEvent.Withdrawn(About(life, "It was the switch.")) { At = _now },
        ClaimStatus.Created => Assigned(),
        ClaimStatus.Assigned => _random.Next(3) == 0 ? Assigned() : new ClaimEvent.Started { At = _now },
        ClaimStatus.InProgress => _random.Next(4) == 0 ? Assigned() : Resolved(life),
        ClaimStatus.Resolved => (_random.Next(4), life.IsRefunded) switch
        {
            (0, _) => Reopened(life),
            (1, false) => new ClaimEvent.RefundRequested(Refund(life)) { At = _now },
            (1, true) => new ClaimEvent.RefundMoved(RefundStatus.Settled, null, 1) { At = _now },
            _ => new ClaimEvent.Closed { At = _now },
        },
        _ => Reopened(life),
    };

    private ClaimEvent.Opening Opening(Life life) => new(
        life.Customer, null, life.Type, About(life, "The lamp does not light."), Urgency.Low, "order-1", [], "f")
    {
        At = _now,
    };

    private ClaimEvent.Created Created(Life life) => new(
        life.Customer, null, life.Type, About(life, "The lamp does not light."), Urgency.Low, null,
        [new ClaimLine("lamp", 1, Condition.Damaged)], "f") { At = _now };

    private ClaimEvent.Assigned Assigned() => new($"agent-{_random.Next(4)}") { At = _now };

    private ClaimEvent.Resolved Resolved(Life life) => new(About(life, "A new one was sent.")) { At = _now };

    private ClaimEvent.Reopened Reopened(Life life) => new(About(life, "It went out again.")) { At = _now };

    private static RefundOrder Refund(Life life) =>
        new(life.Id, life.Id, "order-1", "order-1", "1", life.Customer, life.Type, 0.14975m, []);

    private Personal<string> About(Life life, string text) => new($"{writer.Tenant}/customer/{life.Customer}", text);

    private sealed class Life(string id, string customer, ClaimType type)
    {
        public string Id => id;
        public string Customer => customer;
        public ClaimType Type => type;
        public ClaimLife Claim { get; } = new();
        public List<(string Agent, DateTimeOffset At)> Assignments { get; } = [];
        public bool IsOpening { get; private set; }
        public bool IsRefunded { get; private set; }
        public bool IsOver { get; private set; }

        public void Happened(ClaimEvent @event)
        {
            Claim.Happened(@event);
            switch (@event)
            {
                case ClaimEvent.Opening:
                    IsOpening = true;
                    break;
                case ClaimEvent.NotOpened or ClaimEvent.Refused or ClaimEvent.Withdrawn:
                    IsOver = true;
                    break;
                case ClaimEvent.Assigned assigned:
                    Assignments.Add((assigned.AgentId, @event.At));
                    break;
                case ClaimEvent.Closed:
                    // Most stay so; one with a refund for ever.
                    IsOver = IsRefunded || id.EndsWith('3');
                    break;
                case ClaimEvent.RefundRequested:
                    IsRefunded = true;
                    break;
            }
        }
    }
}
