using PosSaga.Api;

namespace PosSaga.Tests.Access;

/// <summary>It is refused where it is made.</summary>
public sealed class When_a_credential_contradicts_itself
{
    private static CredentialClaims Of(params string[] roles) => new("demo", "somebody", roles);

    public static TheoryData<string, object> Wrong => new()
    {
        { "roles", Of() },
        { "roles", Of("king") },
        { "roles", Of(Roles.Customer, Roles.Admin) with { Customer = "ana" } },
        { "roles", Of(Roles.Platform, Roles.Admin) },
        { "roles", Of(Roles.Shop, Roles.Cashier) },
        { "tenant", Of(Roles.Ops) with { Tenant = "a/b" } },
        { "subject", Of(Roles.Ops) with { Subject = "" } },
        { "stores", Of(Roles.Cashier) with { Stores = [] } },
        { "stores", Of(Roles.Cashier) with { Stores = ["a/b"] } },
        { "stores", Of(Roles.Cashier, Roles.Auditor) with { Stores = ["1"] } },
        { "stores", Of(Roles.Customer) with { Customer = "ana", Stores = ["1"] } },
        { "registers", Of(Roles.Cashier) with { Registers = ["r1"] } },
        { "registers", Of(Roles.Manager) with { Stores = ["1"], Registers = ["r1"] } },
        { "customer", Of(Roles.Customer) },
        { "customer", Of(Roles.Cashier) with { Customer = "ana" } },
        { "approvalLimit", Of(Roles.Cashier) with { ApprovalLimitCents = 100 } },
        { "approvalLimit", Of(Roles.Manager) with { ApprovalLimitCents = -1 } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void The_field_is_named(string field, object claims) =>
        Assert.Contains(field, CredentialRules.Faults((CredentialClaims)claims).Select(fault => fault.Field));

    [Fact] public void Those_of_the_demo_do_not() =>
        Assert.All(DemoKeys.All, key => Assert.Empty(CredentialRules.Faults(key)));

    [Fact] public void A_role_of_before_there_were_scopes_is_its_three_parts() =>
        Assert.Equal([Roles.Cashier, Roles.Manager, Roles.Warehouse, Roles.Ops], Roles.Read(["store", "ops", "manager"]));

    [Theory]
    [InlineData(Roles.ClaimsAgent, 200_00), InlineData(Roles.Manager, 0), InlineData(Roles.Admin, long.MaxValue)]
    public void A_limit_that_is_not_said_is_the_roles(string role, long cents) =>
        Assert.Equal(cents, Of(role).Scope.ApprovalLimitCents);
}
