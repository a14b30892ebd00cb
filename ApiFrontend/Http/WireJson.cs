using System.Text.Json;
using System.Text.Json.Serialization;
using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.OperatorActions;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Silo.Health;
using PosSaga.Stores;

namespace PosSaga.Api;

/// <summary>Source-generated JSON of every wire record, strict: required is required, null is not a value, unknown and
/// repeated members are refused, a quoted number is no number, names count in their exact case.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = 16,
    Converters =
    [
        typeof(WireEnum<CartStatus>), typeof(WireEnum<OrderStatus>), typeof(WireEnum<Fulfilment>),
        typeof(WireEnum<SagaStep>), typeof(WireEnum<SagaStanding>), typeof(WireEnum<OperatorAct>),
        typeof(WireEnum<PaymentMethod>), typeof(WireEnum<PaymentStatus>),
        typeof(WireEnum<StoreKind>), typeof(WireEnum<CashMovementKind>), typeof(WireEnum<SaleStatus>),
        typeof(WireEnum<ClaimType>), typeof(WireEnum<ClaimStatus>),
        typeof(WireEnum<WireMailServer>), typeof(WireEnum<MailStatus>),
        typeof(WireEnum<Urgency>), typeof(WireEnum<Enrichment>), typeof(WireEnum<Condition>),
        typeof(WireEnum<RefundStatus>), typeof(WireEnum<RefundAct>), typeof(WireEnum<NotificationChannel>),
        typeof(WireEnum<ProjectionState>), typeof(WireEnum<HealthState>), typeof(WireInstant),
    ])]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(ShipOrderBody))]
[JsonSerializable(typeof(CancelOrderBody))]
[JsonSerializable(typeof(OpenCartBody))]
[JsonSerializable(typeof(CartItemBody))]
[JsonSerializable(typeof(CartBody))]
[JsonSerializable(typeof(PlaceOrderBody))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(PageBody<OrderBody>))]
[JsonSerializable(typeof(PageBody<SagaBody>))]
[JsonSerializable(typeof(SagaGroupListBody))]
[JsonSerializable(typeof(SagaActionBody))]
[JsonSerializable(typeof(ActionStartedBody))]
[JsonSerializable(typeof(OperatorActionBody))]
[JsonSerializable(typeof(PageBody<StoreBody>))]
[JsonSerializable(typeof(PutRegisterBody))]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(PageBody<RegisterBody>))]
[JsonSerializable(typeof(OpenShiftBody))]
[JsonSerializable(typeof(MoveCashBody))]
[JsonSerializable(typeof(CloseShiftBody))]
[JsonSerializable(typeof(CashMovementBody))]
[JsonSerializable(typeof(ShiftBody))]
[JsonSerializable(typeof(PageBody<ShiftBody>))]
[JsonSerializable(typeof(SellBody))]
[JsonSerializable(typeof(SaleBody))]
[JsonSerializable(typeof(PageBody<SaleBody>))]
[JsonSerializable(typeof(ReceiptBody))]
[JsonSerializable(typeof(StockBody))]
[JsonSerializable(typeof(PageBody<StockBody>))]
[JsonSerializable(typeof(ReceiveBody))]
[JsonSerializable(typeof(AdjustBody))]
[JsonSerializable(typeof(AddProductBody))]
[JsonSerializable(typeof(ChangeProductBody))]
[JsonSerializable(typeof(PatchProductBody))]
[JsonSerializable(typeof(ProductBody))]
[JsonSerializable(typeof(PageBody<ProductBody>))]
[JsonSerializable(typeof(PaymentBody))]
[JsonSerializable(typeof(CreateClaimBody))]
[JsonSerializable(typeof(AssignClaimBody))]
[JsonSerializable(typeof(RefundClaimBody))]
[JsonSerializable(typeof(ResolveClaimBody))]
[JsonSerializable(typeof(ClaimBody))]
[JsonSerializable(typeof(PageBody<ClaimBody>))]
[JsonSerializable(typeof(PageBody<ClaimStatsBody>))]
[JsonSerializable(typeof(PageBody<RefundBody>))]
[JsonSerializable(typeof(RefundGroupListBody))]
[JsonSerializable(typeof(RefundActionStartBody))]
[JsonSerializable(typeof(RefundActionBody))]
[JsonSerializable(typeof(PageBody<NotificationBody>))]
[JsonSerializable(typeof(RefundStartedBody))]
[JsonSerializable(typeof(RefundAmountsBody))]
[JsonSerializable(typeof(RefundBody))]
[JsonSerializable(typeof(TimelineBody))]
[JsonSerializable(typeof(PageBody<TimelineEntryBody>))]
[JsonSerializable(typeof(PageBody<AuditBody>))]
[JsonSerializable(typeof(VerifyBody))]
[JsonSerializable(typeof(PageBody<SignedHeadBody>))]
[JsonSerializable(typeof(HeadKeyBody))]
[JsonSerializable(typeof(ProjectionListBody))]
[JsonSerializable(typeof(RebuildBody))]
[JsonSerializable(typeof(PageBody<DeadLetterBody>))]
[JsonSerializable(typeof(RedriveBody))]
[JsonSerializable(typeof(MailBody))]
[JsonSerializable(typeof(PageBody<MailMessageBody>))]
[JsonSerializable(typeof(PaymentSimulationBody))]
[JsonSerializable(typeof(FaultsBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(IssueKeyBody))]
[JsonSerializable(typeof(ApiKeyBody))]
[JsonSerializable(typeof(PageBody<ApiKeyBody>))]
[JsonSerializable(typeof(TenantNameBody))]
[JsonSerializable(typeof(TenantBody))]
internal sealed partial class WireJson : JsonSerializerContext;
