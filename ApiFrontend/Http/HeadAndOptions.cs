namespace PosSaga.Api;

/// <summary>HEAD wherever GET is: the same work, whose body the server does not send. OPTIONS tells which methods a
/// resource has.</summary>
internal static class HeadAndOptions
{
    public static async Task Answer(HttpContext http, RequestDelegate next)
    {
        var isOptions = HttpMethods.IsOptions(http.Request.Method);
        if (HttpMethods.IsHead(http.Request.Method))
            http.Request.Method = HttpMethods.Get;
        await next(http);

        var response = http.Response;
        if (response.HasStarted || response.StatusCode != StatusCodes.Status405MethodNotAllowed
            || response.Headers.Allow.Count == 0)
            return;
        var allowed = response.Headers.Allow.ToString().Split(", ").ToList();
        if (allowed.Contains(HttpMethods.Get))
            allowed.Add(HttpMethods.Head);
        allowed.Add(HttpMethods.Options);
        response.Headers.Allow = string.Join(", ", allowed);
        if (isOptions)
            response.StatusCode = StatusCodes.Status204NoContent;
    }
}
