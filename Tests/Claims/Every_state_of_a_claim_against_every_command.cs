using System.Reflection;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Refunds;

namespace PosSaga.Tests.Claims;

/// <summary>Every state against every command, each also a second time. What a state does not allow is refused by
/// name.</summary>
public sealed class Every_state_of_a_claim_against_every_command : ClaimSpec
{
    private static readonly Dictionary<string, ClaimEvent[]> States = new()
    {
        ["none"] = [],
        ["opening"] = [Opening()],
        ["notOpened"] = [Opening(), NotOpened()],
        ["created"] = [Created(null)],
        ["assigned"] = [Created(null), Assigned()],
        ["inProgress"] = [Created(null), Assigned(), Started()],
        ["resolved"] = [.. Handled(Created(null))],
        ["resolved, pending"] = [.. Handled(Created())],
        ["resolved, order refused"] = [.. Handled(Created(), EnrichmentRefused())],
        ["resolved, of an order"] = [.. Handled(Opening(), Created(), Enriched())],
        ["resolved, refund"] = [.. Handled(Created(), Enriched()), RefundRequested()],
        ["inProgress, refund"] = [.. Handled(Created(), Enriched()), RefundRequested(), Reopened(), Started()],
        ["resolved, refund failed"] =
            [.. Handled(Created(), Enriched()), RefundRequested(), Moved(RefundStatus.Failed)],
        ["closed"] = [.. Handled(Created(null)), Closed()],
        ["closed, of an order"] = [.. Handled(Created(), Enriched()), Closed(), LetGo()],
        ["closed, refund"] = [.. Handled(Created(), Enriched()), RefundRequested(), Closed()],
        ["closed, refund failed"] =
            [.. Handled(Created(), Enriched()), RefundRequested(), Moved(RefundStatus.Failed), Closed(), LetGo()],
        ["inProgress, refund failed"] =
        [
            .. Handled(Created(), Enriched()), RefundRequested(), Moved(RefundStatus.Failed), Reopened(), Started(),
        ],
        ["withdrawn"] = [Created(null), Withdrawn()],
        ["withdrawn, of an order"] = [Created(), Enriched(), Assigned(), Withdrawn(), LetGo()],
        ["reopened"] = [.. Handled(Created(null)), Closed(), Reopened()],
    };

    private static readonly (string Name, IClaimCommand Command)[] Commands =
    [
        ("create", Create()), ("assign", Assign()), ("start", Start()), ("resolve", Resolve()), ("close", Close()),
        ("reopen", Reopen()), ("refund", Refund()), ("withdraw", Withdraw()),
    ];

    private const string Ok = "recorded";
    private const string Again = "replayed";
    private const string No = "claim-invalid-state";
    private const string None = "claim-not-found";
    private const string Stands = "claim-refund-stands";
    private const string HasRefund = "claim-has-refund";
    private const string Orderless = "claim-without-order";
    private const string Pending = "claim-enrichment-pending";

    [Theory]
    //          state                     create                assign start resolve close reopen refund withdraw
    [InlineData("none",                   Ok,                   None,  None, None,   None, None,  None, None)]
    [InlineData("opening",                Again,                None,  None, None,   None, None,  None, None)]
    [InlineData("notOpened",              "claim-nothing-left", None,  None, None,   None, None,  None, None)]
    [InlineData("created",                Again,                Ok,    No,   No,     No,   No,    No, Ok)]
    [InlineData("assigned",               Again,                Again, Ok,   No,     No,   No,    No, Ok)]
    [InlineData("inProgress",             Again,                Again, No,   Ok,     No,   No,    No, Ok)]
    [InlineData("resolved",               Again,                No,    No,   No,     Ok,   Ok,    Orderless, No)]
    [InlineData("resolved, pending",      Again,                No,    No,   No,     Ok,   Ok,    Pending, No)]
    [InlineData("resolved, order refused", Again,               No,    No,   No,     Ok,   Ok,    Orderless, No)]
    [InlineData("resolved, of an order",  Again,                No,    No,   No,     Ok,   Ok,    Ok, No)]
    [InlineData("resolved, refund",       Again,                No,    No,   No,     Ok,   Ok,    Again, No)]
    [InlineData("inProgress, refund",     Again,                Again, No,   Ok,     No,   No,    Again, Stands)]
    [InlineData("closed",                 Again,                No,    No,   No,     No,   Ok,    No, No)]
    [InlineData("closed, of an order",    Again,                No,    No,   No,     No,   Ok,    No, No)]
    [InlineData("closed, refund",         Again,                No,    No,   No,     No,   HasRefund, Again, No)]
    [InlineData("closed, refund failed",  Again,                No,    No,   No,     No,   Ok,    No, No)]
    [InlineData("resolved, refund failed", Again,               No,    No,   No,     Ok,   Ok,    Ok, No)]
    [InlineData("inProgress, refund failed", Again,             Again, No,   Ok,     No,   No,    No, Ok)]
    [InlineData("withdrawn",              Again,                No,    No,   No,     No,   No,    No, No)]
    [InlineData("withdrawn, of an order", Again,                No,    No,   No,     No,   No,    No, No)]
    [InlineData("reopened",               Again,                Again, Ok,   No,     No,   No,    No, Ok)]
    public void Has_a_named_outcome(
        string state, string create, string assign, string start, string resolve, string close, string reopen,
        string refund, string withdraw) =>
        Assert.Equal(
            [create, assign, start, resolve, close, reopen, refund, withdraw],
            Commands.Select(c => Code(Given(States[state]).When(Told(c.Command)).Decision)));

    [Theory]
    [InlineData("none", "create", Again)]
    [InlineData("created", "assign", Again)]
    [InlineData("assigned", "start", No)]
    [InlineData("inProgress", "resolve", No)]
    [InlineData("resolved", "close", No)]
    [InlineData("resolved", "reopen", No)]
    [InlineData("closed", "reopen", No)]
    [InlineData("created", "withdraw", No)]
    [InlineData("closed, of an order", "reopen", No)]
    [InlineData("resolved, of an order", "refund", Again)]
    [InlineData("resolved, refund failed", "refund", Again)]
    public void What_was_done_is_not_done_twice(string state, string command, string second)
    {
        var told = Told(Commands.Single(c => c.Name == command).Command);
        Assert.Equal(second, Code(told(Given(States[state]).When(told).After)));
    }

    [Fact] public void Every_state_is_in_the_table()
    {
        var inTheTable = typeof(Every_state_of_a_claim_against_every_command).GetMethod(nameof(Has_a_named_outcome))!
            .GetCustomAttributesData().Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (IReadOnlyList<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)
            .Select(row => (string)row[0].Value!);
        Assert.Equal(States.Keys.Order(), inTheTable.Order());
        Assert.Equal(
            Enum.GetValues<ClaimStatus>(),
            States.Values.Select(history => Given(history).State.Standing.Status).Distinct().Order());
    }

    [Fact] public void A_state_that_does_not_allow_a_command_is_named_in_the_refusal()
    {
        foreach (var (state, history) in States)
        {
            foreach (var (name, command) in Commands)
            {
                if (Told(command)(Given(history).State) is not Decision<ClaimEvent>.Refused
                    {
                        Refusal: { Kind: RefusalKind.InvalidState } no,
                    })
                    continue;
                var status = Given(history).State.Standing.Status.ToString();
                Assert.True(
                    no.Code != No
                    || no.Text.Contains(
                        $" {char.ToLowerInvariant(status[0])}{status[1..]};", StringComparison.Ordinal),
                    $"{name} when {state}: {no.Text}");
            }
        }
    }

    private static string Code(Decision<ClaimEvent> decision) => decision switch
    {
        Decision<ClaimEvent>.Refused refused => refused.Refusal.Code,
        Decision<ClaimEvent>.Replayed => Again,
        _ => Ok,
    };
}
