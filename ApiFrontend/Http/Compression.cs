using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace PosSaga.Api;

/// <summary>Answers are compressed for whoever takes it, and requests may be. No secret of the caller's stands in a
/// body beside what somebody else wrote, so there is nothing to be guessed from a length.</summary>
internal static class Compression
{
    /// <summary>Of request bodies; the framework brings these three.</summary>
    public const string Readable = "br, deflate, gzip";

    private static readonly string[] Texts =
        ["application/json", ProblemResult.ContentType, "text/plain", "text/csv", "text/html"];

    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = Texts;
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.AddRequestDecompression();
    }
}
