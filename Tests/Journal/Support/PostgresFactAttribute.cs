using Xunit.Abstractions;
using Xunit.Sdk;

namespace PosSaga.Tests.Journal;

/// <summary>A test that needs PostgreSQL: reported as skipped, with the reason, where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PrivatePostgres.WhyNot;
}

public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PrivatePostgres.WhyNot;
}

/// <summary>A test that stops and starts a PostgreSQL server of its own.</summary>
public sealed class PostgresServerFactAttribute : FactAttribute
{
    public PostgresServerFactAttribute() => Skip = PrivatePostgres.WhyNoServer;
}

public sealed class PostgresServerTheoryAttribute : TheoryAttribute
{
    public PostgresServerTheoryAttribute() => Skip = PrivatePostgres.WhyNoServer;
}

/// <summary>Marks the classes of a contract suite that run it against PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnPostgresAttribute : Attribute;

/// <summary>A test of a contract suite: inherited by one class per store, of which <see cref="OnPostgresAttribute"/>
/// ones are skipped, with the reason, where there is no PostgreSQL.</summary>
[XunitTestCaseDiscoverer("PosSaga.Tests.Journal.ContractFactDiscoverer", "PosSaga.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

public sealed class ContractFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var onPostgres = testMethod.TestClass.Class.GetCustomAttributes(typeof(OnPostgresAttribute)).Any();
        return onPostgres && PrivatePostgres.WhyNot is not null
            ? new WithoutPostgres(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
    }
}

public sealed class WithoutPostgres : XunitTestCase
{
    public WithoutPostgres(
        IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod)
        : base(diagnostics, display, options, testMethod)
    {
    }

    [Obsolete("For the deserialiser of the test framework")]
    public WithoutPostgres()
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) => PrivatePostgres.WhyNot!;
}
