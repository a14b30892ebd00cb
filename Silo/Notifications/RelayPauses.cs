namespace PosSaga.Silo.Notifications;

/// <summary>Between attempts.</summary>
/// <param name="Busy">At one mailbox, while others are served; then its mail is given up.</param>
/// <param name="Away">While nobody is there; the last one again and again.</param>
/// <param name="Refused">While the server refuses the account or cannot be trusted: attempts in quick succession would
/// have it lock the account.</param>
public sealed record RelayPauses(
    IReadOnlyList<TimeSpan> Busy, IReadOnlyList<TimeSpan> Away, IReadOnlyList<TimeSpan> Refused)
{
    /// <summary>A message waits for nine hours in all: a mailbox that is full is emptied, a server that lets strangers
    /// wait (greylisting) wants minutes.</summary>
    public static RelayPauses Usual { get; } = new(
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
            TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        ],
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)],
        [TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)]);
}
