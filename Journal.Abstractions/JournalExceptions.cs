namespace PosSaga.Journal;

/// <summary>The journal cannot take or answer this just now; try again. The outcome of an append is unknown.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A position is missing in the feed: somebody removed or hid events. Readers stop here.</summary>
public sealed class JournalGapException(long expected, long found)
    : Exception($"The journal's feed has a gap: expected position {expected}, found {found}.");

/// <summary>The history cannot be read as it stands: unknown type, broken data, an event that does not fold.</summary>
public sealed class JournalCorruptException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Personal data of an erased subject was about to be written.</summary>
public sealed class SubjectErasedException(string subject)
    : Exception($"The subject {subject} was erased; nothing about it can be stored.");
