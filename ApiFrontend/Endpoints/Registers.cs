using PosSaga.ReadModels;
using PosSaga.Registers;
using PosSaga.Stores;

namespace PosSaga.Api;

/// <summary>The registers of a store. A register's id is only unique in its store, so outside of it a register is
/// called <c>{store}-{register}</c>.</summary>
internal static class Registers
{
    public static void MapRegisters(this IEndpointRouteBuilder stores)
    {
        stores.MapGet("/{id:id}/registers", List).WithName("listRegisters").WithSummary("Registers of a store, by id")
            .PageExample(RegisterBody.Example).PositionCondition().ProducesProblems(404);
        stores.MapPut("/{id:id}/registers/{registerId:id}", Put).WithName("putRegister")
            .WithSummary("Adds a register to a store, or changes it")
            .RequestExample(new PutRegisterBody("Caisse 3"))
            .ResponseExample(RegisterBody.Example with { Id = "1-r3", RegisterId = "r3", Name = "Caisse 3" })
            .PathParameterExample("registerId", "r3").IfMatchHeader().ProducesProblems(404, 409);
    }

    private static async Task<IResult> List(
        string id, ListQueryReader query, Caller caller, IGrainFactory grains, RegisterQueries registers,
        HttpContext http)
    {
        var (after, limit) = query.Page();
        if (await caller.Grain<IStoreGrain>(grains, id).Get() is null)
            return WireResult.NotFound;
        await JournalPosition.WaitFor(http, Models.Tills);
        return WireResult.Page(
            await registers.List(caller.Tenant, id, after, limit, http.RequestAborted), RegisterBody.Of);
    }

    private static async Task<IResult> Put(
        string id, string registerId, Body<PutRegisterBody> body, IfMatch seen, Caller caller, IGrainFactory grains)
    {
        var address = $"{id}-{registerId}";
        var command = new SetRegister(
            caller.Origin(address), id, registerId, body.Value.Name, body.Value.Active ?? true, seen.Condition);
        return WireResult.From(
            await caller.Grain<IRegisterGrain>(grains, address).Set(command), RegisterBody.Of,
            register => register.Version);
    }
}

/// <param name="Active">In service; true where it is left out.</param>
internal sealed record PutRegisterBody(string Name, bool? Active = null) : IBody
{
    public void Check(ValidationErrors faults) => faults.Text("name", Name, 100);
}

/// <param name="Id">For <c>/registers/{id}</c>: store and register with a hyphen between them.</param>
internal sealed record RegisterBody(
    string Id, string StoreId, string RegisterId, string Name, bool Active, bool ShiftIsOpen)
{
    public static RegisterBody Example { get; } = new("1-r1", "1", "r1", "Caisse 1", true, false);

    public static RegisterBody Of(RegisterView register) => new(
        register.Id, register.StoreId, register.RegisterId, register.Name, register.Active, register.ShiftIsOpen);

    public static RegisterBody Of(RegisterSummary register) => new(
        register.Id, register.StoreId, register.RegisterId, register.Name, register.Active, register.ShiftIsOpen);
}
