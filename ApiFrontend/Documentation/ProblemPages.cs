using System.Text;
using System.Text.Encodings.Web;

namespace PosSaga.Api;

/// <summary>What a problem's type leads to: a page with every code of that type, made once.</summary>
internal static class ProblemPages
{
    private const string ContentType = "text/html; charset=utf-8";

    private static readonly Lazy<Dictionary<string, string>> Pages = new(() =>
        ProblemKind.All.ToDictionary(kind => kind.Slug, PageOf, StringComparer.Ordinal));

    public static void MapProblemPages(this IEndpointRouteBuilder root)
    {
        var pages = root.MapGroup(ProblemKind.Path).AllowAnonymous().ExcludeFromDescription();
        pages.MapGet("", () => Results.Text(Index(), ContentType));
        pages.MapGet("/{slug}", (string slug) => Pages.Value.TryGetValue(slug, out var page)
            ? Results.Text(page, ContentType)
            : WireResult.NotFound);
    }

    private static string Index() => Html("Problems", text =>
    {
        text.Append("<ul>\n");
        foreach (var kind in ProblemKind.All)
            text.Append($"<li><a href=\"{ProblemKind.Path}/{kind.Slug}\">{kind.Slug}</a> ({kind.Status}): ")
                .Append(HtmlEncoder.Default.Encode(kind.Title)).Append("</li>\n");
        text.Append("</ul>\n");
    });

    private static string PageOf(ProblemKind kind) => Html(kind.Slug, text =>
    {
        text.Append($"<p>Status {kind.Status}. ").Append(HtmlEncoder.Default.Encode(kind.Title)).Append("</p>\n");
        var codes = RefusalCatalogue.All.Where(code => code.Problem == kind).ToList();
        if (codes.Count == 0)
            return;
        text.Append("<p>The member <code>code</code> says which case it is:</p>\n<dl>\n");
        foreach (var code in codes)
            text.Append($"<dt><code>{code.Code}</code></dt><dd>").Append(HtmlEncoder.Default.Encode(code.Text))
                .Append("</dd>\n");
        text.Append("</dl>\n");
    });

    private static string Html(string title, Action<StringBuilder> body)
    {
        var text = new StringBuilder($"<!doctype html>\n<html lang=\"en\"><title>{title}</title>\n<h1>{title}</h1>\n");
        body(text);
        return text.Append("</html>\n").ToString();
    }
}
