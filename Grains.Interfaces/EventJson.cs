using System.Text.Json.Serialization;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Stores;

namespace PosSaga;

/// <summary>Source-generated JSON of every stored event; a convention test finds an event that is missing here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProductEvent.Added))]
[JsonSerializable(typeof(ProductEvent.Changed))]
[JsonSerializable(typeof(ProductRequestEvent.Held), TypeInfoPropertyName = "ProductRequestHeld")]
[JsonSerializable(typeof(StoreEvent.Opened))]
[JsonSerializable(typeof(StockEvent.Received), TypeInfoPropertyName = "StockReceived")]
[JsonSerializable(typeof(StockEvent.Adjusted))]
[JsonSerializable(typeof(StockEvent.ThresholdChanged))]
[JsonSerializable(typeof(StockEvent.Reserved), TypeInfoPropertyName = "StockUnitsReserved")]
[JsonSerializable(typeof(StockEvent.Released))]
[JsonSerializable(typeof(StockEvent.ReservationBarred))]
[JsonSerializable(typeof(StockEvent.Committed))]
[JsonSerializable(typeof(StockEvent.Expired))]
[JsonSerializable(typeof(CartEvent.Opened), TypeInfoPropertyName = "CartOpened")]
[JsonSerializable(typeof(CartEvent.ItemSet))]
[JsonSerializable(typeof(CartEvent.ItemRemoved))]
[JsonSerializable(typeof(CartEvent.Abandoned))]
[JsonSerializable(typeof(CartEvent.Frozen))]
[JsonSerializable(typeof(CartEvent.Thawed))]
[JsonSerializable(typeof(CartEvent.FreezeBarred))]
[JsonSerializable(typeof(CartEvent.Ordered))]
[JsonSerializable(typeof(PaymentEvent.Authorised))]
[JsonSerializable(typeof(PaymentEvent.Declined))]
[JsonSerializable(typeof(PaymentEvent.Captured))]
[JsonSerializable(typeof(PaymentEvent.Voided))]
[JsonSerializable(typeof(PaymentEvent.Barred), TypeInfoPropertyName = "PaymentBarred")]
[JsonSerializable(typeof(PaymentEvent.AuthorisedTooLate))]
[JsonSerializable(typeof(PaymentEvent.LateAuthorisationVoided))]
[JsonSerializable(typeof(OrderEvent.Confirmed))]
[JsonSerializable(typeof(OrderEvent.Withdrawn))]
[JsonSerializable(typeof(OrderEvent.Barred), TypeInfoPropertyName = "OrderBarred")]
[JsonSerializable(typeof(OrderEvent.Shipped))]
[JsonSerializable(typeof(OrderEvent.Delivered))]
[JsonSerializable(typeof(OrderEvent.PiecesHeld), TypeInfoPropertyName = "OrderPiecesHeld")]
[JsonSerializable(typeof(OrderEvent.PiecesLetGo), TypeInfoPropertyName = "OrderPiecesLetGo")]
[JsonSerializable(typeof(OrderSagaEvent.Started))]
[JsonSerializable(typeof(OrderSagaEvent.CartValidated))]
[JsonSerializable(typeof(OrderSagaEvent.StockReserved))]
[JsonSerializable(typeof(OrderSagaEvent.PaymentProcessed))]
[JsonSerializable(typeof(OrderSagaEvent.OrderConfirmed))]
[JsonSerializable(typeof(OrderSagaEvent.Completed))]
[JsonSerializable(typeof(OrderSagaEvent.AttemptFailed))]
[JsonSerializable(typeof(OrderSagaEvent.StepFailed))]
[JsonSerializable(typeof(OrderSagaEvent.StepUndone))]
[JsonSerializable(typeof(OrderSagaEvent.Failed))]
[JsonSerializable(typeof(OrderSagaEvent.LateSuccessSeen))]
[JsonSerializable(typeof(OrderSagaEvent.NeedsOperator))]
[JsonSerializable(typeof(OrderSagaEvent.OperatorRetried))]
[JsonSerializable(typeof(OrderSagaEvent.OperatorCompensated))]
[JsonSerializable(typeof(OrderSagaEvent.OperatorResolved))]
[JsonSerializable(typeof(ClaimEvent.Opening), TypeInfoPropertyName = "ClaimOpening")]
[JsonSerializable(typeof(ClaimEvent.NotOpened), TypeInfoPropertyName = "ClaimNotOpened")]
[JsonSerializable(typeof(ClaimEvent.Created), TypeInfoPropertyName = "ClaimCreated")]
[JsonSerializable(typeof(ClaimEvent.Enriched), TypeInfoPropertyName = "ClaimEnriched")]
[JsonSerializable(typeof(ClaimEvent.EnrichmentRefused), TypeInfoPropertyName = "ClaimEnrichmentRefused")]
[JsonSerializable(typeof(ClaimEvent.PiecesLetGo), TypeInfoPropertyName = "ClaimPiecesLetGo")]
[JsonSerializable(typeof(ClaimEvent.Assigned), TypeInfoPropertyName = "ClaimAssigned")]
[JsonSerializable(typeof(ClaimEvent.Started), TypeInfoPropertyName = "ClaimStarted")]
[JsonSerializable(typeof(ClaimEvent.Resolved), TypeInfoPropertyName = "ClaimResolved")]
[JsonSerializable(typeof(ClaimEvent.Closed), TypeInfoPropertyName = "ClaimClosed")]
[JsonSerializable(typeof(ClaimEvent.Reopened), TypeInfoPropertyName = "ClaimReopened")]
[JsonSerializable(typeof(ClaimEvent.RefundRequested), TypeInfoPropertyName = "ClaimRefundRequested")]
[JsonSerializable(typeof(ClaimEvent.RefundMoved), TypeInfoPropertyName = "ClaimRefundMoved")]
[JsonSerializable(typeof(RefundPaymentEvent.Reserved), TypeInfoPropertyName = "RefundPaymentReserved")]
[JsonSerializable(typeof(RefundPaymentEvent.Rejected), TypeInfoPropertyName = "RefundPaymentRejected")]
[JsonSerializable(typeof(RefundPaymentEvent.Settled), TypeInfoPropertyName = "RefundPaymentSettled")]
[JsonSerializable(typeof(RefundPaymentEvent.Released), TypeInfoPropertyName = "RefundPaymentReleased")]
[JsonSerializable(typeof(RefundPaymentEvent.SettlementFailed), TypeInfoPropertyName = "RefundPaymentSettlementFailed")]
[JsonSerializable(typeof(RefundPaymentEvent.AttemptFailed), TypeInfoPropertyName = "RefundPaymentAttemptFailed")]
[JsonSerializable(typeof(RefundPaymentEvent.NeedsOperator), TypeInfoPropertyName = "RefundPaymentNeedsOperator")]
[JsonSerializable(typeof(RefundStockEvent.Restocked), TypeInfoPropertyName = "RefundStockRestocked")]
[JsonSerializable(typeof(RefundStockEvent.RestockFailed), TypeInfoPropertyName = "RefundStockRestockFailed")]
[JsonSerializable(typeof(RefundStockEvent.TakenBackOut), TypeInfoPropertyName = "RefundStockTakenBackOut")]
[JsonSerializable(typeof(RefundStockEvent.NeedsOperator), TypeInfoPropertyName = "RefundStockNeedsOperator")]
[JsonSerializable(typeof(RefundEvent.Requested), TypeInfoPropertyName = "RefundRequested")]
[JsonSerializable(typeof(RefundEvent.StepSeen), TypeInfoPropertyName = "RefundStepSeen")]
[JsonSerializable(typeof(RefundEvent.UndoSeen), TypeInfoPropertyName = "RefundUndoSeen")]
[JsonSerializable(typeof(RefundEvent.NotificationSeen), TypeInfoPropertyName = "RefundNotificationSeen")]
[JsonSerializable(typeof(RefundEvent.Completed), TypeInfoPropertyName = "RefundCompleted")]
[JsonSerializable(typeof(RefundEvent.Failed), TypeInfoPropertyName = "RefundFailed")]
[JsonSerializable(typeof(RefundEvent.NeedsOperator), TypeInfoPropertyName = "RefundNeedsOperator")]
[JsonSerializable(typeof(NotificationEvent.ContactLearnt), TypeInfoPropertyName = "NotificationContactLearnt")]
[JsonSerializable(typeof(NotificationEvent.CustomerNotified), TypeInfoPropertyName = "NotificationCustomerNotified")]
[JsonSerializable(typeof(NotificationEvent.StaffNotified), TypeInfoPropertyName = "NotificationStaffNotified")]
public sealed partial class EventJson : JsonSerializerContext;
