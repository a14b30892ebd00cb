namespace PosSaga.Client;

/// <summary>As long as it is not disposed, lists and searches of this flow of control wait until they show its last
/// write. For writes one after another: of two at once, the one answered last counts.</summary>
/// <example><code>
/// using (ReadYourWrites.Begin())
/// {
///     await client.PlaceOrderAsync(order);
///     var orders = await client.ListOrdersAsync(); // it is among them
/// }
/// </code></example>
public sealed class ReadYourWrites : IDisposable
{
    private static readonly AsyncLocal<ReadYourWrites?> Flow = new();

    private readonly ReadYourWrites? _outer = Flow.Value;
    private volatile string? _position;

    private ReadYourWrites(TimeSpan patience) => Patience = patience;

    /// <summary>Opaque; of the last write in the scope, null before the first.</summary>
    public string? Position
    {
        get => _position;
        internal set => _position = value;
    }

    internal static ReadYourWrites? Current => Flow.Value;

    internal TimeSpan Patience { get; }

    /// <param name="patience">How long a read waits before it fails with <c>412 precondition-failed</c>; 30 s unless
    /// said.
    /// </param>
    public static ReadYourWrites Begin(TimeSpan? patience = null)
    {
        var scope = new ReadYourWrites(patience ?? TimeSpan.FromSeconds(30));
        Flow.Value = scope;
        return scope;
    }

    /// <summary>Reads wait no longer.</summary>
    public void Dispose() => Flow.Value = _outer;
}
