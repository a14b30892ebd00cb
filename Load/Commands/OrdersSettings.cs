using PosSaga.Load.Orders;

namespace PosSaga.Load.Commands;

/// <summary>What <c>orders</c> was asked for; the options' own descriptions say what each means.</summary>
internal sealed record OrdersSettings
{
    public required Uri Url { get; init; }
    public required string Key { get; init; }
    public required string AdminKey { get; init; }
    public required int Clients { get; init; }
    public required int RatePerSecond { get; init; }
    public required TimeSpan Duration { get; init; }
    public required TimeSpan Warmup { get; init; }
    public required int Lines { get; init; }
    public required int Skus { get; init; }
    public required int Stores { get; init; }
    public required TokenMix Tokens { get; init; }
    public required int RepeatPercent { get; init; }
    public required ulong Seed { get; init; }
    public required TimeSpan Persistence { get; init; }
    public required TimeSpan Settle { get; init; }
    public string? Database { get; init; }
    public string? Gateway { get; init; }
    public required int ProcessId { get; init; }
    public required bool CheckBooks { get; init; }
    public FileInfo? Json { get; init; }
    public FileInfo? Answers { get; init; }
}
