using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace PosSaga.Api;

/// <summary>The caller's idempotency key, as the id of what the call makes: the same key is the same id is the same
/// grain, which remembers what it answered. Nothing else needs to be stored, and nothing expires.</summary>
internal sealed class Idempotency : IBindableFromHttpContext<Idempotency>
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";
    public const int MaxKeyLength = 255;

    private Idempotency(string id, bool isGiven) => (Id, IsGiven) = (id, isGiven);

    /// <summary>Made of (tenant, method, the path as its route spells it, key); fresh when the caller gave no
    /// key.</summary>
    public string Id { get; }

    public bool IsGiven { get; }

    /// <summary>For commands on something that exists, where the key is remembered beside the events.</summary>
    public string? CommandKey => IsGiven ? Id : null;

    public static ValueTask<Idempotency?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var given = context.Request.Headers[Header];
        if (given.Count == 0)
            return new(new Idempotency(Ids.New(), isGiven: false));

        if (given.Count > 1 || given[0] is not { Length: > 0 and <= MaxKeyLength } key
            || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw RequestFault.Field(Header, $"must be given once, 1 to {MaxKeyLength} printable ASCII characters");

        return new(new Idempotency(
            IdOf(Caller.Of(context).Tenant, context.Request.Method, CanonicalPath.Of(context), key), isGiven: true));
    }

    public static string IdOf(string tenant, string method, string path, string key)
    {
        // None of the parts can hold a line feed, so the text is unambiguous.
        var text = string.Concat(tenant, "\n", method, "\n") + string.Concat(path.TrimEnd('/'), "\n", key);
        return Ids.Of(Encoding.UTF8.GetBytes(text));
    }

    public static string Fingerprint(ReadOnlySpan<byte> canonical)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical, hash);
        return Base64Url.EncodeToString(hash);
    }
}
