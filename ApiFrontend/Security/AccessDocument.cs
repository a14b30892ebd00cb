using System.Text;

namespace PosSaga.Api;

/// <summary>The table as docs/who-may.md shows it.</summary>
internal static class AccessDocument
{
    public static string Says(ScopeOf scope) => scope switch
    {
        ScopeOf.Public => "Open to everybody.",
        ScopeOf.Tenant => "The tenant's.",
        ScopeOf.WholeTenant => "The whole tenant's: not for a credential that is bound to stores.",
        ScopeOf.List => "Shows what the scope covers.",
        ScopeOf.Store => "The store in the path is in scope.",
        ScopeOf.Body => "What the body names is in scope.",
        ScopeOf.Cart => "The cart's store and customer are in scope.",
        ScopeOf.Order => "The order's store and customer are in scope.",
        ScopeOf.Payment => "The store and customer of the payment's order are in scope.",
        ScopeOf.Claim => "The claim's store and customer are in scope.",
        ScopeOf.Refund => "The store and customer of the refund's claim or order are in scope.",
        ScopeOf.Sale => "The sale's store and customer are in scope.",
        ScopeOf.Register => "The register and its store are in scope.",
        ScopeOf.Correlation => "The store and customer of the order or claim are in scope.",
        ScopeOf.Platform => "All tenants.",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "A scope without words."),
    };

    public static string Text()
    {
        var text = new StringBuilder(Head);
        text.Append("| route |").AppendJoin("|", Roles.All.Select(role => $" {role} ")).Append("| scope |\n");
        text.Append("|---|").Insert(text.Length, "---|", Roles.All.Count).Append("---|\n");
        foreach (var rule in AccessTable.Rules)
        {
            text.Append("| `").Append(rule.Route).Append("` |");
            foreach (var role in Roles.All)
                text.Append(rule.Scope == ScopeOf.Public || rule.Roles.Contains(role) ? " ✓ |" : " |");
            text.Append(' ').Append(Says(rule.Scope)).Append(" |\n");
        }
        return text.ToString();
    }

    private const string Head =
        """
        # Who may

        Printed from `ApiFrontend/Security/AccessTable.cs`, which is what decides, by its test: run it with `POS_REWRITE=1` after a change.

        A credential (API key, token, browser session) carries tenant, subject, roles and scope. Without a valid one the answer is 401; without one of the roles 403, which names them; what the scope does not cover is 404, as if it were not there, and another tenant's always is.

        | scope | of | covers |
        |---|---|---|
        | `stores` | cashier, manager, warehouse, claimsAgent, shop | what is of these stores; left out: of all. What is of no store, such as a claim without an order, only those see who are bound to none; opening one is everybody's who takes complaints |
        | `registers` | cashier | of these stores, only these registers; left out: all |
        | `customer` | customer, always | what is this customer's own |
        | – | shop | what belongs to no customer's account: guests' carts and orders, by their ids |
        | `approvalLimit` | claimsAgent (200.00 unless said otherwise), manager, admin (without a limit unless said otherwise) | refunds up to that amount |

        ops, auditor, admin, integration and platform act on whole tenants and cannot be bound to stores; customer, shop and platform stand alone in a credential. admin may do what every role within its tenant may. A grain checks once more that a command's tenant is its own.

        
        """;
}
