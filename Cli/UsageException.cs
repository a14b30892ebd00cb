namespace PosSaga.Cli;

/// <summary>What was asked cannot be done this way; the message says which way.</summary>
internal sealed class UsageException(string message) : Exception(message);
