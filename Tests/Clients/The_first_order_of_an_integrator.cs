using PosSaga.Client;
using PosSaga.Tests.Api;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Clients;

/// <summary>The lines of C# in docs/integrators.md, as they stand there.</summary>
[Collection(ApiCollection.Name)]
public sealed class The_first_order_of_an_integrator(ApiHost host)
{
    [Fact] public async Task Is_placed_and_listed()
    {
        var client = PosSagaClient.Connect(new() { BaseAddress = host.Address, ApiKey = "demo-store" });
        var cart = await client.OpenCartAsync(new() { StoreId = "1", CustomerId = "marie" });
        await client.SetCartItemAsync(cart.Id, "CAFE", new() { Quantity = 2 });
        using var scope = ReadYourWrites.Begin();
        var order = await client.PlaceOrderAsync(
            new() { CartId = cart.Id, Payment = new() { Method = PaymentMethod.CreditCard, Token = "tok_ok" } },
            idempotency_Key: "till-7-0001", prefer: "wait=10");
        await foreach (var one in client.EachOrder(customerId: "marie"))
            Console.WriteLine($"{one.Id} {one.Status} {one.Total.Amount}");

        Assert.Equal(OrderStatus.Completed, order.Status);
        Assert.NotNull(scope.Position);
    }

    [Fact] public void Is_what_the_documentation_shows()
    {
        var source = Lines(Repository.Text("Tests", "Clients", "The_first_order_of_an_integrator.cs"));
        var shown = Lines(Repository.Text("docs", "integrators.md").Split("```csharp\n")[1].Split("```")[0]);
        Assert.Equal(9, shown.Count);
        var here = shown.Select(line => line.Replace(
            "new(\"http://localhost:5000\")", "host.Address", StringComparison.Ordinal));
        Assert.Empty(here.Except(source));
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
