using PosSaga.Orders;

namespace PosSaga.Api;

internal sealed record PiecesBody(string Sku, int Quantity)
{
    public const int MaxLines = 100;

    public static PiecesBody[] Of(IReadOnlyList<OrderedPieces> lines) =>
        [.. lines.Select(line => new PiecesBody(line.Sku, line.Quantity))];

    public static OrderedPieces[]? ToPieces(IReadOnlyList<PiecesBody>? lines) =>
        lines?.Select(line => new OrderedPieces(line.Sku, line.Quantity)).ToArray();

    public static void Check(ValidationErrors faults, IReadOnlyList<PiecesBody>? lines)
    {
        if (lines?.Count > MaxLines)
            faults.Add("lines", $"must be at most {MaxLines}");
        for (var i = 0; i < Math.Min(lines?.Count ?? 0, MaxLines); i++)
        {
            // The parser refuses null where it is not allowed, except inside a list.
            if (lines![i] is not { } line)
            {
                faults.Add($"lines[{i}]", "must not be null");
                continue;
            }

            faults.Id($"lines[{i}].sku", line.Sku);
            faults.Range($"lines[{i}].quantity", line.Quantity, 1, CartItemBody.MaxQuantity);
        }
    }
}

/// <summary>Without lines: all that is left.</summary>
internal sealed record ShipOrderBody(
    IReadOnlyList<PiecesBody>? Lines = null, string? Carrier = null, string? Tracking = null) : IBody
{
    private const int CarrierMaxLength = 50;
    private const int TrackingMaxLength = 64;

    public static ShipOrderBody Example { get; } = new(
        ShipmentBody.Example.Lines, ShipmentBody.Example.Carrier, ShipmentBody.Example.Tracking);

    public void Check(ValidationErrors faults)
    {
        PiecesBody.Check(faults, Lines);
        faults.Text("carrier", Carrier, CarrierMaxLength);
        faults.Text("tracking", Tracking, TrackingMaxLength);
    }
}

/// <summary>Without lines: all that is left.</summary>
internal sealed record CancelOrderBody(string Reason, IReadOnlyList<PiecesBody>? Lines = null) : IBody
{
    public void Check(ValidationErrors faults)
    {
        PiecesBody.Check(faults, Lines);
        faults.Text("reason", Reason, ReasonBody.MaxLength);
    }
}
