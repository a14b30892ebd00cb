using System.Text;
using System.Text.Json;
using PosSaga.Claims;

namespace PosSaga.Load;

/// <summary>Request bodies. All values are our own and consist of letters, digits and dashes, so nothing needs
/// escaping.</summary>
internal static class Bodies
{
    public static byte[] Cart(string storeId, string customerId) =>
        Utf8($$"""{"storeId":"{{storeId}}","customerId":"{{customerId}}"}""");

    public static byte[] Quantity(int quantity) => Utf8($$"""{"quantity":{{quantity}}}""");

    public static byte[] Order(string cartId, string customerId, string token) =>
        Utf8($$$"""
            {"cartId":"{{{cartId}}}","customerId":"{{{customerId}}}",
            "payment":{"method":"creditCard","token":"{{{token}}}"}}
            """);

    public static byte[] Product(string sku, long priceCents) =>
        Utf8($$"""
            {"sku":"{{sku}}","name":"Load {{sku}}","category":"Load",
             "price":{"amount":{{priceCents}},"currency":"CAD"},"threshold":1}
            """);

    public static byte[] Receive(int quantity, string reference) =>
        Utf8($$"""{"quantity":{{quantity}},"reference":"{{reference}}"}""");

    public static byte[] Claim(string customerId, string orderId, ClaimPlan plan) =>
        Utf8($$"""
            {"customerId":"{{customerId}}","orderId":"{{orderId}}","type":"{{Camel(plan.Type)}}","description":"load",
             "lines":[{{string.Join(',', plan.Lines.Select(Line))}}]}
            """);

    public static byte[] Agent(string agentId) => Utf8($$"""{"agentId":"{{agentId}}"}""");

    public static byte[] Resolution { get; } = Utf8("""{"resolution":"Money back."}""");

    private static string Line(ClaimLine line) =>
        $$"""{"sku":"{{line.Sku}}","quantity":{{line.Quantity}},"condition":"{{Camel(line.Condition)}}"}""";

    private static string Camel<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
