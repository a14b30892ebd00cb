using PosSaga.Journal;
using PosSaga.Sagas;

namespace PosSaga.Notifications;

/// <summary>Who ordered, from the first events of the order's saga: the one place that holds the contact, and that
/// forgets it when the person is erased.</summary>
public sealed class OrderCustomers(IEventJournal journal, IEventCodec codec)
{
    // Start and validated cart, with room for attempts between them.
    private const int EventsMax = 8;

    /// <summary>Null where there is no such order, or it knows neither customer nor contact.</summary>
    public async Task<Addressee?> Of(string tenant, string orderId)
    {
        Personal<Contact>? contact = null;
        string? customer = null;
        var first = await journal.Read($"order-saga/{GrainKeys.Of(tenant, orderId)}", 0, EventsMax);
        foreach (var recorded in first.Events)
        {
            switch (await codec.Decode(recorded.Type, recorded.Data))
            {
                case OrderSagaEvent.Started started:
                    (customer, contact) = (started.CustomerId, started.Contact);
                    break;
                case OrderSagaEvent.CartValidated validated:
                    customer ??= validated.Cart.CustomerId;
                    break;
            }
        }

        return customer is null && contact is null ? null : Addressee.Of(customer ?? orderId, contact);
    }
}
