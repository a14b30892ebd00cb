using System.Text.Json.Serialization;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.Notifications;
using PosSaga.OperatorActions;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;
using PosSaga.Stores;
using PosSaga.Tenants;

namespace PosSaga;

/// <summary>Source-generated JSON of every aggregate's state, for snapshots. A snapshot is disposable: a state that
/// changed its shape is folded again from its events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(ProductRequest))]
[JsonSerializable(typeof(Store))]
[JsonSerializable(typeof(Register))]
[JsonSerializable(typeof(Cart))]
[JsonSerializable(typeof(Stock))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(OrderSaga))]
[JsonSerializable(typeof(Sale))]
[JsonSerializable(typeof(OperatorAction))]
[JsonSerializable(typeof(RefundPayment))]
[JsonSerializable(typeof(RefundStock))]
[JsonSerializable(typeof(Refund))]
[JsonSerializable(typeof(Outbox))]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(Tenant))]
[JsonSerializable(typeof(PlatformAct))]
public sealed partial class StateJson : JsonSerializerContext;
