namespace PosSaga.PaymentSimulator;

/// <summary>How open accounts stood when this process last wrote them: spares the read before a capture. Only a guess;
/// the database refuses a write that was decided on a wrong one, and no answer rests on a guess alone.</summary>
internal sealed class AccountHints
{
    // Two generations of 50,000 accounts of some 200 bytes: 20 MB at most.
    private const int GenerationMax = 50_000;

    private Dictionary<string, GatewayAccount> _young = new(StringComparer.Ordinal);
    private Dictionary<string, GatewayAccount> _old = new(StringComparer.Ordinal);

    public GatewayAccount? Of(string id) => _young.GetValueOrDefault(id) ?? _old.GetValueOrDefault(id);

    public void Note(GatewayAccount account)
    {
        _old.Remove(account.Id);
        if (account.State != AccountState.Authorised)
        {
            // Nothing usually follows, so there is nothing to guess.
            _young.Remove(account.Id);
            return;
        }
        if (_young.Count >= GenerationMax)
            (_old, _young) = (_young, new(StringComparer.Ordinal));
        _young[account.Id] = account;
    }

    public void Forget(string id)
    {
        _young.Remove(id);
        _old.Remove(id);
    }
}
