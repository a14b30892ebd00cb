using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Stores;

namespace PosSaga.Registers;

/// <summary>One register, one writer: that alone makes its numbers a sequence.</summary>
[GrainType("register")]
internal sealed class RegisterGrain(IEventJournal journal, IEventCodec codec, TimeProvider clock)
    : AggregateGrain<Register, RegisterEvent>, IRegisterGrain
{
    private string Stream => $"register/{GrainKeys.Of(Tenant, Id)}";

    public async Task<RegisterView?> Get()
    {
        await EnsureLoaded();
        return Confirmed.Exists ? Confirmed.View(Id) : null;
    }

    public async Task<Shift?> CurrentShift()
    {
        await EnsureLoaded();
        return Confirmed.Shift;
    }

    public Task<CommandResult<RegisterView>> Set(SetRegister command) => Handle(
        command.Origin,
        async register => RegisterDecider.Decide(
            register, command, Id, await Store(command.StoreId).Get()),
        register => register.View(Id));

    public Task<CommandResult<Shift>> OpenShift(OpenShift command)
    {
        var at = clock.GetUtcNow();
        return Once(
            command.Origin, OfClient(command.Key, command.Fingerprint),
            register => RegisterDecider.Decide(register, command, at), register => register.Shift!,
            @event => (@event as RegisterEvent.ShiftOpened)?.Shift);
    }

    public Task<CommandResult<CashMovement>> MoveCash(MoveCash command)
    {
        var at = clock.GetUtcNow();
        return Once(
            command.Origin, OfClient(command.Key, command.Fingerprint),
            register => RegisterDecider.Decide(register, command, at), register => register.Shift!.Movements[^1],
            @event => (@event as RegisterEvent.CashMoved)?.Movement);
    }

    public async Task<CommandResult<Shift>> CloseShift(CloseShift command)
    {
        var at = clock.GetUtcNow();
        var answer = await Once(
            command.Origin, OfClient(command.Key, command.Fingerprint),
            register => RegisterDecider.Decide(register, command, at), register => register.Closed!,
            @event => (@event as RegisterEvent.ShiftClosed)?.Report);
        if (answer is { IsDone: true, Replayed: false })
            RegisterMetrics.Closed(answer.Value!);
        return answer;
    }

    public Task<CommandResult<SaleNumber>> RecordSale(RecordSale command) => Once(
        command.Origin, new AppendKey("sale:" + command.SaleId, ""),
        register => RegisterDecider.Decide(register, command),
        register => RegisterDecider.NumberOf(register, register.LastSale),
        @event => @event is RegisterEvent.SaleRecorded e ? RegisterDecider.NumberOf(Confirmed, e.Number) : null);

    public Task<CommandResult<SaleNumber>> TakeSaleBack(RecordSale sale) => Once(
        sale.Origin, new AppendKey("void:" + sale.SaleId, ""),
        register => RegisterDecider.TakeBack(register, sale),
        register => RegisterDecider.NumberOf(register, register.LastSale),
        @event => @event is RegisterEvent.SaleVoided ? RegisterDecider.NumberOf(Confirmed, Confirmed.LastSale) : null);

    private IStoreGrain Store(string storeId) => GrainFactory.GetGrain<IStoreGrain>(GrainKeys.Of(Tenant, storeId));

    private static AppendKey? OfClient(string? key, string? fingerprint) =>
        key is null ? null : new AppendKey("client:" + key, fingerprint ?? "");

    /// <summary>A command whose key the journal remembers, beside the event that answered it: asked again, the answer
    /// is read from there, whatever has happened since.</summary>
    /// <param name="told">The answer out of that event; null where it is the event of another command.</param>
    private async Task<CommandResult<T>> Once<T>(
        Origin origin, AppendKey? key, Func<Register, Decision<RegisterEvent>> decide, Func<Register, T> view,
        Func<object, T?> told) where T : class
    {
        if (key is null)
            return await Handle(origin, decide, view);
        if (await journal.FindKey(Stream, key.Key) is { } before)
            return await FirstAnswer(key, before, told);
        AppendResult.KeyAnswered? known;
        try
        {
            var answer = await Handle(origin, decide, view, key);
            known = answer.Refusal is { } refusal ? await journal.Remember(Stream, key, refusal) : null;
            if (known is null)
                return answer;
        }
        catch (KeyAnsweredException)
        {
            // By another activation, after the look-up, or by this one in an append whose acknowledgement was lost.
            known = await journal.FindKey(Stream, key.Key);
            if (known is null)
                throw;
        }

        return await FirstAnswer(key, known, told);
    }

    private async Task<CommandResult<T>> FirstAnswer<T>(
        AppendKey key, AppendResult.KeyAnswered known, Func<object, T?> told) where T : class
    {
        if (known.Fingerprint != key.Fingerprint)
            return CommandResult<T>.Refused(RegisterRefusals.KeyReused);
        if (known.Refusal is { } no)
            return CommandResult<T>.Refused(FirstRefusal.Read(no), replayed: true);
        await EnsureLoaded();
        var recorded = (await journal.ReadAt([known.Position])).Single();
        return told(await codec.Decode(recorded.Type, recorded.Data)) is { } answer
            ? CommandResult<T>.Done(answer, known.Position, replayed: true)
            : throw new JournalCorruptException($"{Stream}@{known.Version} holds no answer to {key.Key}.");
    }
}
