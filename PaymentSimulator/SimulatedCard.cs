using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PosSaga.PaymentSimulator;

/// <summary>How a call behaves on its way.</summary>
public enum CallFate
{
    Answered,

    /// <summary>Done at once, answered long after everybody's patience.</summary>
    DoneAnsweredLate,

    /// <summary>Arrives, and is done, long after everybody's patience.</summary>
    ArrivesLate,

    /// <summary>Never arrives; the caller hangs until it knows.</summary>
    Lost,

    /// <summary>Fails at once; works when repeated often enough.</summary>
    Fails,
}

/// <summary>What the simulator's tokens and settings mean. Pure: random numbers come in as an argument.</summary>
public static class SimulatedCard
{
    public const string Ok = "tok_ok";
    public const string Declined = "tok_declined";
    public const string TimeoutCharged = "tok_timeout_charged";
    public const string TimeoutLost = "tok_timeout_lost";
    public const string Flaky = "tok_flaky";

    /// <summary>A flaky card fails so often, then works.</summary>
    public const int FlakyFailures = 2;

    /// <summary>A till drawer neither declines nor hangs.</summary>
    public static bool IsCash(GatewayRequest request) => request.Method == PaymentMethod.Cash;

    /// <summary>Null is yes. An unknown token is a card that nobody issued: declined.</summary>
    public static DeclineReason? Decline(GatewayRequest request, GatewaySettings settings, Func<double> random)
    {
        if (IsCash(request))
            return null;
        if (request.Token is not (Ok or TimeoutCharged or TimeoutLost or Flaky))
            return DeclineReason.CardDeclined;
        if (settings.DeclineAmount == request.Amount)
            return DeclineReason.InsufficientFunds;
        if (settings.FailureRate > 0 && random() < settings.FailureRate)
            return Reasons[(int)(random() * Reasons.Length)];
        return null;
    }

    /// <param name="failedBefore">How often this payment's authorisation has already failed or hung.</param>
    public static CallFate FateOfAuthorisation(
        GatewayRequest request, GatewaySettings settings, int failedBefore, Func<double> random) =>
        request.Token switch
        {
            _ when IsCash(request) => CallFate.Answered,
            TimeoutCharged => CallFate.DoneAnsweredLate,
            TimeoutLost => CallFate.Lost,
            Flaky when failedBefore < FlakyFailures => CallFate.Fails,
            _ => FateOf(settings, failedBefore, random),
        };

    /// <summary>Draws whether a call that moves money hangs, and whether it is done all the same.</summary>
    public static CallFate FateOf(GatewaySettings settings, int failedBefore, Func<double> random) =>
        failedBefore > 0 || settings.TimeoutRate <= 0 || random() >= settings.TimeoutRate
            ? CallFate.Answered
            : Hanging[(int)(random() * Hanging.Length)];

    /// <summary>ISO 8583 code of a decline.</summary>
    public static string ResponseCode(DeclineReason reason) => reason switch
    {
        DeclineReason.InsufficientFunds => "51",
        DeclineReason.CardExpired => "54",
        DeclineReason.InvalidCvv => "82",
        DeclineReason.BlockedCard => "62",
        DeclineReason.DailyLimitExceeded => "61",
        _ => "05",
    };

    /// <summary>Authorisation code and risk score (0 to 40) of a payment: always the same for the same id.</summary>
    public static (string Code, int RiskScore) Stamp(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> text = stackalloc byte[MaxIdBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(id, text)], hash);
        var number = BinaryPrimitives.ReadUInt32LittleEndian(hash) % 1_000_000;
        return (number.ToString("'A'000000", System.Globalization.CultureInfo.InvariantCulture), hash[31] % 41);
    }

    // Tenant and id are at most 64 ASCII characters each, with a slash between them.
    private const int MaxIdBytes = 256;

    private static readonly DeclineReason[] Reasons = Enum.GetValues<DeclineReason>();

    private static readonly CallFate[] Hanging = [CallFate.DoneAnsweredLate, CallFate.ArrivesLate, CallFate.Lost];
}
