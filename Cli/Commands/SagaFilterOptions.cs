using System.CommandLine;
using PosSaga.Client;

namespace PosSaga.Cli.Commands;

/// <summary>Which sagas; all that is given has to be true.</summary>
/// <param name="reason">Name of the option for why they stand there: actions have a reason of their own.</param>
internal sealed class SagaFilterOptions(string reason)
{
    private readonly Option<SagaStanding?> _state = WireWords.Option<SagaStanding>("--state", "How it stands");
    private readonly Option<SagaStep?> _step = WireWords.Option<SagaStep>("--step", "At which step");
    private readonly Option<string?> _reason =
        new(reason) { Description = "Its last error, such as gateway-unavailable", HelpName = "reason" };
    private readonly Option<string?> _store = new("--store") { Description = "Only of this store", HelpName = "id" };
    private readonly Option<string?> _customer =
        new("--customer") { Description = "Only of this customer", HelpName = "id" };
    private readonly Option<string?> _olderThan =
        new("--older-than") { Description = "Has not moved for so long, such as 30s, 10m, 2h", HelpName = "duration" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_state, _step, _reason, _store, _customer, _olderThan])
            command.Options.Add(option);
    }

    public SagaFilterBody Read(Call call) => new()
    {
        State = call.Get(_state), Step = call.Get(_step), Reason = call.Get(_reason), StoreId = call.Get(_store),
        CustomerId = call.Get(_customer), OlderThan = call.Get(_olderThan),
    };
}
