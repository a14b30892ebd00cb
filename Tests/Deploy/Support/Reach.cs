using System.Text.Json.Nodes;

namespace PosSaga.Tests.Deploy.Support;

/// <summary>Where a connection begins or ends.</summary>
/// <param name="NamespaceLabels">Null for a pod of the system's own namespace.</param>
internal sealed record Place(Dictionary<string, string> Labels, Dictionary<string, string>? NamespaceLabels = null)
{
    public static Place Of(string component) => new(new Dictionary<string, string>
    {
        ["app.kubernetes.io/name"] = "possaga", ["app.kubernetes.io/component"] = component,
    });

    public static Place From(string role) => new([], new Dictionary<string, string> { ["possaga.dev/role"] = role });
}

/// <summary>What network policies let through: both ends must agree, and whom no policy selects may do
/// anything.</summary>
internal sealed class Reach(IEnumerable<JsonObject> policies)
{
    private readonly JsonObject[] _policies = [.. policies];

    public bool May(Place from, Place to, int port, string protocol = "TCP") =>
        Allows("Egress", from, to, port, protocol) && Allows("Ingress", to, from, port, protocol);

    private bool Allows(string direction, Place self, Place other, int port, string protocol)
    {
        if (self.NamespaceLabels is not null)
            return true;
        var mine = _policies.Where(policy => Matches(policy.At("spec", "podSelector"), self.Labels)
            && policy.Each("spec", "policyTypes").Any(type => type.ToString() == direction)).ToList();
        var (rules, peers) = direction == "Ingress" ? ("ingress", "from") : ("egress", "to");
        return mine.Count == 0 || mine.SelectMany(policy => policy.Each("spec", rules)).Any(rule =>
            (rule.At(peers) is null || rule.Each(peers).Any(peer => IsPeer(peer, other)))
            && (rule.At("ports") is null
                || rule.Each("ports").Any(p => p.Text("port") == $"{port}" && p.Text("protocol") == protocol)));
    }

    private static bool IsPeer(JsonNode peer, Place other) =>
        (peer.At("namespaceSelector") is { } theirs
            ? other.NamespaceLabels is { } labels && Matches(theirs, labels)
            : other.NamespaceLabels is null)
        && (peer.At("podSelector") is not { } pods || Matches(pods, other.Labels));

    private static bool Matches(JsonNode? selector, Dictionary<string, string> labels) =>
        selector.Pairs("matchLabels").All(labels.Contains)
        && selector.Each("matchExpressions").All(one => one.Text("operator") == "In"
            && one.Each("values").Any(value => labels.GetValueOrDefault(one.Text("key")!) == value.ToString()));
}
