using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Clients;

/// <summary>What NSwag, Kiota and openapi-typescript make of the checked-in document compiles, and has the names that
/// a person would choose. It downloads the generators.</summary>
[Trait(Categories.Name, Categories.System)]
public sealed class Generated_clients_compile : IDisposable
{
    private static readonly string Document = Repository.PathOf("docs", "openapi", "v1.json");

    private readonly string _folder = Directory.CreateTempSubdirectory("possaga-client-").FullName;

    [Fact] public async Task By_NSwag()
    {
        await Tool("NSwag.ConsoleCore", "14.8.0");
        await CommandLine.Run(
            _folder, Path.Combine(_folder, "tools", "nswag"), "openapi2csclient", $"/input:{Document}",
            "/output:Client.cs", "/namespace:PosSaga.Client", "/classname:PosSagaClient",
            "/operationGenerationMode:SingleClientFromOperationId", "/jsonLibrary:SystemTextJson",
            "/generateNullableReferenceTypes:true");
        await Compiles("");

        var client = await File.ReadAllTextAsync(Path.Combine(_folder, "Client.cs"));
        Assert.Contains("Task<OrderBody> PlaceOrderAsync(", client, StringComparison.Ordinal);
        Assert.Contains("ListOrdersAsync(", client, StringComparison.Ordinal);
        Assert.Contains("int Quantity", client, StringComparison.Ordinal);
    }

    [Fact] public async Task By_Kiota()
    {
        await Tool("Microsoft.OpenApi.Kiota", "1.38.0");
        await CommandLine.Run(
            _folder, Path.Combine(_folder, "tools", "kiota"), "generate", "-l", "CSharp", "-d", Document, "-o",
            "Client", "-n", "PosSaga.Client", "-c", "PosSagaClient");
        // One by one, for not every feed has the package that bundles them.
        string[] packages =
        [
            "Abstractions", "Http.HttpClientLibrary", "Serialization.Form", "Serialization.Json",
            "Serialization.Multipart", "Serialization.Text",
        ];
        await Compiles(string.Concat(packages.Select(
            package => $"<PackageReference Include=\"Microsoft.Kiota.{package}\" Version=\"2.1.6\" />")));
    }

    [NpmFact] public async Task By_openapi_typescript()
    {
        await CommandLine.Run(
            _folder, "npm", "install", "--no-fund", "--no-audit", "openapi-typescript@7.13.0", "typescript@5.9.3");
        await CommandLine.Run(_folder, "npx", "openapi-typescript", Document, "-o", "client.ts");
        await CommandLine.Run(_folder, "npx", "tsc", "--noEmit", "--strict", "client.ts");
        Assert.Contains(
            "placeOrder", await File.ReadAllTextAsync(Path.Combine(_folder, "client.ts")), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task Tool(string package, string version) => CommandLine.Run(
        _folder, "dotnet", "tool", "install", package, "--version", version, "--tool-path", "tools");

    private async Task Compiles(string packages)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Client.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <EnableDefaultItems>false</EnableDefaultItems>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Client*.cs;Client/**/*.cs" />
                {packages}
              </ItemGroup>
            </Project>
            """);
        await CommandLine.Run(_folder, "dotnet", "build", "-nologo", "-v", "q", "-nodeReuse:false");
    }
}

/// <summary>Skipped, with the reason, where there is no npm.</summary>
public sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() => Skip = CommandLine.Exists("npm")
        ? null
        : "npm is not installed: what openapi-typescript makes of the document is not compiled.";
}
