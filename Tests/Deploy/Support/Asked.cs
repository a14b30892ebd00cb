using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using PosSaga.Api;

namespace PosSaga.Tests.Deploy.Support;

/// <summary>A source of settings that has none, and remembers which of them it was asked for.</summary>
internal sealed class Asked : ConfigurationProvider, IConfigurationSource
{
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a program that is a front end and a silo asks for while it is put together; nothing of it
    /// starts.</summary>
    /// <param name="set">As in an environment; whoever asks looks below a key only if something is there.</param>
    public static IReadOnlySet<string> ByTheProgram(IReadOnlyDictionary<string, string> set)
    {
        var (builder, asked) = (WebApplication.CreateSlimBuilder(), new Asked());
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(set.Select(one =>
            KeyValuePair.Create(one.Key.Replace("__", ":", StringComparison.Ordinal), (string?)one.Value)));
        ((IConfigurationBuilder)builder.Configuration).Add(asked);
        builder.AddPosSaga();
        _ = new ApiKeys(builder.Configuration, builder.Environment);
        return asked._keys.Select(key => key.Replace(":", "__", StringComparison.Ordinal))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public override bool TryGet(string key, out string? value)
    {
        _keys.Add(key);
        value = null;
        return false;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
