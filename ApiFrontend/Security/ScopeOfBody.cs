using System.Reflection;

namespace PosSaga.Api;

/// <summary>What a body names that has to be within the caller's scope; null: nothing of the kind.</summary>
internal sealed record NamedThings(
    string? StoreId = null, string? CartId = null, string? OrderId = null, string? CustomerId = null,
    string? Register = null);

/// <summary>A body that names something which is a store's or a customer's.</summary>
internal interface INamesThings
{
    NamedThings Named { get; }
}

/// <summary>Looks at what a body names before its handler runs: outside of the caller's scope it is not
/// there.</summary>
internal static class ScopeOfBody
{
    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var at = Array.FindIndex(factory.MethodInfo.GetParameters(), Names);
        return at < 0 ? next : context => Check(context, context.GetArgument<IBodyOf>(at), next);
    }

    private static async ValueTask<object?> Check(
        EndpointFilterInvocationContext context, IBodyOf body, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.Identity is not CallerIdentity { Scope.IsWhole: false } caller)
            return await next(context);
        var outside = await Outside(
            caller, ((INamesThings)body.Content).Named, http.RequestServices.GetRequiredService<ScopeLookup>());
        return outside is null ? await next(context) : outside;
    }

    private static async ValueTask<ProblemResult?> Outside(CallerIdentity caller, NamedThings named, ScopeLookup lookup)
    {
        var scope = caller.Scope;
        if (named.StoreId is { } store && !scope.CoversStore(store))
            return NotFound("store", store);
        if (named.Register is { } register && !scope.CoversRegister(register))
            return NotFound("register", register);
        if (named.CartId is { } cart && !await lookup.CoversCart(caller, cart))
            return NotFound("cart", cart);
        if (named.OrderId is { } order && !await lookup.CoversOrder(caller, order))
            return NotFound("order", order);
        // Whoever is a customer does everything in their own name; what has a cart has its customer.
        var isOthers = named.CustomerId is { } customer
            ? scope.GuestsOnly || (scope.Customer is not null && scope.Customer != customer)
            : scope.Customer is not null && named.CartId is null;
        return isOthers ? NotFound("customer", named.CustomerId ?? "without an id") : null;
    }

    private static ProblemResult NotFound(string what, string id) =>
        new(ProblemKind.NotFound, $"There is no {what} {id}.") { Code = what + "-not-found" };

    private static bool Names(ParameterInfo parameter) =>
        parameter.ParameterType is { IsGenericType: true } type
        && type.GetGenericTypeDefinition() == typeof(Body<>)
        && type.GenericTypeArguments[0].IsAssignableTo(typeof(INamesThings));
}
