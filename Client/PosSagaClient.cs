using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Client;

/// <summary>All operations of the API, by their operation ids. Safe to share between threads.</summary>
public partial class PosSagaClient
{
    /// <summary>A client outside of a container. Make one and keep it: it holds its connections.</summary>
    /// <exception cref="ArgumentException">An option cannot be right.</exception>
    public static PosSagaClient Connect(PosSagaClientOptions options, HttpMessageHandler? transport = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var retries = new RetryHandler(options, TimeProvider.System)
        {
            // Connections are made anew from time to time, so that a change of the address is noticed.
            InnerHandler = transport ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) },
        };
        var keys = new IdempotencyKeyHandler { InnerHandler = retries };
        var http = new HttpClient(new JournalPositionHandler { InnerHandler = keys });
        Prepare(http, options);
        return new PosSagaClient(http);
    }

    internal static void Prepare(HttpClient http, PosSagaClientOptions options)
    {
        http.BaseAddress = new Uri(options.BaseAddress!.AbsoluteUri.TrimEnd('/') + "/");
        // The deadline is the retries'; one here would end a call without saying whether it may be repeated.
        http.Timeout = Timeout.InfiniteTimeSpan;
        if (options.ApiKey is { } key)
            http.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
    }

    // A problem keeps its text, so that an answer that is none of the API's can be shown as it was.
    partial void Initialize() => ReadResponseAsString = true;

    // A body that may be left out is written as the word null, which is no body of the API's. All others are
    // objects, and
    // none of those is four bytes long.
#pragma warning disable CA1822 // The generated half declares it as a member of the instance.
    partial void PrepareRequest(HttpClient client, HttpRequestMessage request, string url)
#pragma warning restore CA1822
    {
        if (request.Content is ByteArrayContent { Headers.ContentLength: 4 })
            request.Content = null;
    }

    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => Tolerate(settings);

    // What has to be there when it is sent may be missing when it is read: a server of another version is not a
    // defect.
    internal static JsonSerializerOptions Tolerate(JsonSerializerOptions settings)
    {
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        settings.TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                type =>
                {
                    foreach (var property in type.Properties)
                        property.IsRequired = false;
                },
            },
        };
        return settings;
    }
}
