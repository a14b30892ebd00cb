using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PosSaga.Api;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Browser;

/// <summary>Whoever started the program opens Orleans' dashboard by the link that the banner prints.</summary>
[Trait(Categories.Name, Categories.System)]
public sealed class When_the_dashboard_is_opened : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [BrowserFact]
    public async Task The_link_signs_in_once_and_the_page_shows_the_silo_and_its_grains()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.Launch(playwright);
        var link = new Uri(_host.Address, _host.Services.GetRequiredService<SignInLink>().Unused!).ToString();

        var page = await browser.NewPageAsync();
        var failed = new List<string>();
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && !response.Url.EndsWith("favicon.ico", StringComparison.Ordinal))
                failed.Add($"{response.Status} {response.Url}");
        };
        await page.GotoAsync(link);
        Assert.EndsWith("/dashboard/", new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);
        await Assertions.Expect(page.GetByText("Total Activations")).ToBeVisibleAsync();
        await page.GetByText("Grains", new() { Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.GetByText("StoreGrain").First).ToBeVisibleAsync();
        Assert.Empty(failed);

        await using var stranger = await browser.NewContextAsync();
        var second = await stranger.NewPageAsync();
        Assert.Equal(401, (await second.GotoAsync(link))!.Status);
        Assert.Equal(401, (await second.GotoAsync(new Uri(_host.Address, "/dashboard/").ToString()))!.Status);
    }
}
