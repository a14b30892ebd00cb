namespace PosSaga.Tests.Api;

/// <summary>Where an id or a text is expected.</summary>
internal sealed partial class HostileRequests
{
    private static readonly string[] WildIds =
    [
        "no-such-thing", "%00", "..%2f..%2fetc", "a%2Fb", "%c3%28", "%F0%9F%98%80", "'%20OR%201=1--", "%3Cscript%3E",
        "%25", "-", "._.", "0", "-1", "18446744073709551616", new string('x', 64), new string('x', 65),
        new string('y', 3_000),
    ];

    private static readonly string[] WildTexts =
    [
        "", " ", "%00", "\u0001", "null", "undefined", "-1", "0", "201", "1e9", "NaN", "true", "[]", "{}", "' OR 1=1--",
        "%", "😀", "\ud800", "../../etc/passwd", "${jndi:ldap://x}", "0001-01-01T00:00:00Z", "99999-01-01",
        new('z', 4_000),
    ];
}
