namespace PosSaga.ReadModels.Projections;

/// <summary>Whose personal data something is, as <see cref="Journal.IPersonal.Subject"/> says it.</summary>
internal static class Subjects
{
    private const string Customer = "customer";

    /// <summary>Tenant and id of the customers among these.</summary>
    public static List<string[]> Customers(IEnumerable<string> subjects) =>
        [.. subjects.Select(subject => subject.Split('/', 3)).Where(parts => parts is [_, Customer, _])
            .Select(parts => new[] { parts[0], parts[2] })];
}
