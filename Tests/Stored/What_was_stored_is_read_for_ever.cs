using System.Globalization;
using System.Text.Json.Nodes;
using PosSaga.Journal;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Stored;

/// <summary>The files beside this class hold every event and every snapshot as some version of the system stored them.
/// A class, a property or a word may be renamed; what is stored may not.</summary>
public sealed class What_was_stored_is_read_for_ever
{
    private const string Writing = "POS_WRITE_STORED";

    /// <summary>Whether what is missing is written instead of reported.</summary>
    internal static bool Writes { get; } = Environment.GetEnvironmentVariable(Writing) == "1";

    public static TheoryData<string> Files => [.. StoredFile.Paths];

    [Theory, MemberData(nameof(Files))]
    public async Task Each_example_says_the_same_as_then(string path)
    {
        var codec = await StoredCodec.Create();
        var file = StoredFile.Read(path);
        Assert.Equal(path, StoredFile.PathOf(file.Name));
        Assert.NotEmpty(file.Examples);
        if (file.IsState && IsOutdated(file.Name))
            return;
        foreach (var example in file.Examples)
        {
            var value = await codec.Decode(file.Name, example.Stored);
            StoredJson.AssertEqual(example.Today ?? example.Opened ?? example.Stored, StoredJson.Opened(value));
            if (example.Today is null)
            {
                Assert.Equal(file.Name, codec.NameOf(value));
                StoredJson.AssertEqual(example.Stored, await codec.Encode(value));
            }
        }
    }

    [Fact]
    public async Task Each_name_field_and_word_of_today_has_an_example()
    {
        var codec = await StoredCodec.Create();
        var missing = new List<string>();
        foreach (var type in StoredFile.Types)
        {
            var name = StoredFile.NameOf(type);
            var file = StoredFile.Find(name) ?? new StoredFile(name, []);
            var covered = await Covered(codec, file);
            List<object> added = file.Examples.Count == 0
                ? [.. FilledValues.All(type)]
                : [.. FilledValues.All(type).Where(value => Coverage.Of(value).Any(covered.Add))];
            if (added.Count == 0)
                continue;
            if (Writes)
                (file with { Examples = [.. file.Examples, .. await Examples(codec, added)] }).Write();
            else
                missing.Add($"{name}: {string.Join(", ", added.SelectMany(Coverage.Of).Distinct().Order())}");
        }

        Assert.True(missing.Count == 0, $"""
            These are stored from now on, and no file in Tests/Stored shows how:
            {string.Join('\n', missing)}
            {Writing}=1 dotnet test --filter {nameof(What_was_stored_is_read_for_ever)}
            writes what is missing and changes nothing that is there; check the new files in.
            """);
    }

    [Fact]
    public async Task The_metadata_says_the_same_as_then()
    {
        var codec = await StoredCodec.Create();
        var examples = JsonNode.Parse(Repository.Text("Tests", "Stored", "metadata.json"))!.AsArray();
        foreach (var stored in examples)
            StoredJson.AssertEqual(stored, codec.EncodeMetadata(codec.DecodeMetadata(stored!)));
        var filled = new EventMetadata(
            "demo", "demo-store", "order-1", "till-7-0001", "claim/demo/claim-1@4",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        Assert.Equal(filled, codec.DecodeMetadata(examples[0]!));
    }

    private static async Task<HashSet<string>> Covered(StoredCodec codec, StoredFile file)
    {
        var covered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var example in file.Examples)
        {
            try
            {
                covered.UnionWith(Coverage.Of(await codec.Decode(file.Name, example.Stored)));
            }
            catch (JournalCorruptException)
            {
                // It covers nothing, and the test of its file says why.
            }
        }

        return covered;
    }

    // A snapshot of an older schema is not read any more: the events say the same.
    private static bool IsOutdated(string name)
    {
        var parts = name.Split('/');
        return StoredFile.Types.Select(StoredFile.NameOf).Select(today => today.Split('/')).Any(today =>
            today[0] == parts[0]
            && int.Parse(today[1], CultureInfo.InvariantCulture) > int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static async Task<List<StoredExample>> Examples(StoredCodec codec, IEnumerable<object> values)
    {
        var examples = new List<StoredExample>();
        foreach (var value in values)
        {
            var (stored, opened) = (await codec.Encode(value), StoredJson.Opened(value));
            // Where nothing is optional, the sparse value is the full one.
            if (examples.Any(example => JsonNode.DeepEquals(example.Stored, stored)))
                continue;
            examples.Add(new StoredExample(stored, JsonNode.DeepEquals(stored, opened) ? null : opened));
        }

        return examples;
    }
}
