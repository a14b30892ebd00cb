using System.Text;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>Facts about persons: readable until the subject is erased, by nobody afterwards.</summary>
public abstract class PersonalDataContract(JournalUnderTest store) : IAsyncLifetime
{
    public sealed record Address(string Name, string? Street);

    [StoredAs("delivery.ordered/1")]
    public sealed record DeliveryOrdered(
        string Order, Personal<Address> To, IReadOnlyList<Personal<string>>? Phones = null);

    [StoredAs("delivery.state/1")]
    public sealed record Delivery(Personal<Address> To);

    private const string Ada = "t1/customer/ada";
    private static readonly DeliveryOrdered Ordered = new(
        "o1", new(Ada, new("Ada Lovelace", null)), [new("t1/order/o1", "555-0100")]);

    private JournalSystem _system = null!;
    private EventCodec _codec = null!;

    public async Task InitializeAsync()
    {
        _system = await store.Open();
        _codec = Codec(_system);
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    private static EventCodec Codec(JournalSystem system) =>
        new(new() { Types = { typeof(DeliveryOrdered), typeof(Delivery) } }, system.Keys);

    [ContractFact]
    public async Task A_persons_data_is_stored_encrypted_and_read_back()
    {
        var text = await _codec.Encode(Ordered);

        var stored = Encoding.UTF8.GetString(text.Span);
        Assert.DoesNotContain("Lovelace", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("555", stored, StringComparison.Ordinal);
        Assert.StartsWith("""{"order":"o1","to":{"s":"t1/customer/ada","c":""", stored, StringComparison.Ordinal);
        var read = Assert.IsType<DeliveryOrdered>(await Codec(_system).Decode("delivery.ordered/1", text));
        Assert.Equal((Ordered.To, Ordered.Phones![0]), (read.To, read.Phones![0]));
        Assert.NotEqual(text.ToArray(), (await _codec.Encode(Ordered)).ToArray());
    }

    [ContractFact]
    public async Task Erasing_a_subject_leaves_the_history_and_takes_the_person()
    {
        var text = await _codec.Encode(Ordered);
        await _system.Keys.Erase(Ada);

        Assert.True(await _system.Keys.IsErased(Ada));
        Assert.False(await _system.Keys.IsErased("t1/order/o1"));
        var read = Assert.IsType<DeliveryOrdered>(await _codec.Decode("delivery.ordered/1", text));
        Assert.Equal(Personal<Address>.Erased(Ada), read.To);
        Assert.Equal("555-0100", read.Phones![0].Value);
        Assert.Equal("o1", read.Order);
    }

    [ContractFact]
    public async Task Nothing_can_be_written_about_an_erased_subject()
    {
        await _system.Keys.Erase(Ada);
        var refused = await Assert.ThrowsAsync<SubjectErasedException>(async () => await _codec.Encode(Ordered));
        Assert.Contains(Ada, refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SubjectErasedException>(
            async () => await _codec.Encode(Ordered with { To = Personal<Address>.Erased("t1/customer/bob") }));
    }

    [ContractFact]
    public async Task An_append_that_was_encoded_before_the_erasure_is_refused_after_it_and_its_neighbours_commit()
    {
        var text = await _codec.Encode(Ordered);
        await _system.Keys.Erase(Ada);
        var request = new AppendRequest(Given.Stream(), StreamHead.Empty, [Given.Event() with { Data = text }]);

        var neighbours = Enumerable.Range(0, 5).Select(_ => _system.Journal.Appended(Given.Stream())).ToList();
        await Assert.ThrowsAsync<SubjectErasedException>(() => _system.Journal.Append(request));

        await Task.WhenAll(neighbours);
        Assert.Empty((await _system.Journal.Read(request.Stream, 0, 10)).Events);
    }

    [ContractFact]
    public async Task A_snapshot_forgets_an_erased_subject()
    {
        await _system.Keys.Erase(Ada);
        var text = await _codec.Encode(new Delivery(Ordered.To));
        Assert.Equal("""{"to":{"s":"t1/customer/ada"}}""", Encoding.UTF8.GetString(text.Span));
        Assert.Equal(new Delivery(Personal<Address>.Erased(Ada)), await _codec.Decode("delivery.state/1", text));
    }

    [ContractFact]
    public async Task A_cipher_text_moved_to_another_subject_does_not_open()
    {
        var text = Encoding.UTF8.GetString((await _codec.Encode(Ordered)).Span);
        await _codec.Encode(Ordered with { To = new("t1/customer/bob", new("Bob", null)) });
        var moved = Encoding.UTF8.GetBytes(text.Replace(Ada, "t1/customer/bob", StringComparison.Ordinal));
        await Assert.ThrowsAsync<JournalCorruptException>(async () => await _codec.Decode("delivery.ordered/1", moved));
    }

    [ContractFact]
    public async Task Many_first_uses_of_a_subject_at_once_agree_on_one_key()
    {
        var texts = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await Codec(_system).Encode(Ordered))));
        foreach (var text in texts)
            Assert.Equal(Ordered.To, ((DeliveryOrdered)await _codec.Decode("delivery.ordered/1", text)).To);
    }
}

public sealed class PersonalData_in_memory() : PersonalDataContract(new MemoryUnderTest());

public sealed class PersonalData_on_sqlite() : PersonalDataContract(new SqliteUnderTest());

[OnPostgres]
public sealed class PersonalData_on_postgres() : PersonalDataContract(new PostgresUnderTest());
