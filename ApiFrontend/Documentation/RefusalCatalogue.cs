using System.Reflection;

namespace PosSaga.Api;

/// <summary>A code that a problem may bear, with an example of its text.</summary>
internal sealed record RefusalCode(string Code, ProblemKind Problem, string Text);

/// <summary>Every code there is: read from the classes that name the refusals, so that none is ever missing here.
/// Needed for the documentation only, and read once.</summary>
internal static class RefusalCatalogue
{
    private static readonly Lazy<IReadOnlyList<RefusalCode>> Known = new(Read);

    public static IReadOnlyList<RefusalCode> All => Known.Value;

    private static RefusalCode[] Read() =>
    [
        .. typeof(PosSaga.Carts.CartRefusals).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Refusals", StringComparison.Ordinal))
            .SelectMany(Named).Select(refusal => new RefusalCode(
                refusal.Code, Refusals.KindOf(refusal.Kind), refusal.Text))
            .DistinctBy(code => (code.Code, code.Problem))
            .OrderBy(code => code.Code, StringComparer.Ordinal),
    ];

    private static IEnumerable<Refusal> Named(Type type)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly;
        foreach (var property in type.GetProperties(Static).Where(one => one.PropertyType == typeof(Refusal)))
            yield return (Refusal)property.GetValue(null)!;
        foreach (var method in type.GetMethods(Static)
            .Where(one => one.ReturnType == typeof(Refusal) && !one.IsSpecialName))
        {
            foreach (var kind in KindsOf(method))
            {
                var arguments = method.GetParameters().Select(one => Example(one, kind)).ToArray();
                yield return (Refusal)method.Invoke(null, arguments)!;
            }
        }
    }

    // Of a text that several kinds share, the kind that it usually has.
    private static RefusalKind[] KindsOf(MethodInfo method) =>
        method.GetParameters().FirstOrDefault(one => one.ParameterType == typeof(RefusalKind)) switch
        {
            null => [default],
            { HasDefaultValue: true } usual => [(RefusalKind)Convert.ToInt32(usual.DefaultValue, null)],
            _ => [RefusalKind.NotFound, RefusalKind.CartInvalid],
        };

    private static object? Example(ParameterInfo parameter, RefusalKind kind) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "…",
        var type when type == typeof(RefusalKind) => kind,
        var type when type == typeof(object) => new object(),
        var type when type == typeof(VersionCondition) => new VersionCondition([4]),
        var type when type == typeof(Refusal) => new Refusal("…", kind, "…"),
        var type when Nullable.GetUnderlyingType(type) is not null => null,
        var type when type.IsEnum => Enum.GetValues(type).GetValue(Math.Min(1, Enum.GetValues(type).Length - 1)),
        var type when type.IsValueType => Activator.CreateInstance(type),
        var type when type.IsGenericType && type.IsAssignableFrom(Array(type)) =>
            System.Array.CreateInstance(type.GetGenericArguments()[0], 0),
        _ => null,
    };

    private static Type Array(Type list) => list.GetGenericArguments()[0].MakeArrayType();
}
