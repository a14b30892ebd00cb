using System.Net;
using System.Net.Sockets;

namespace PosSaga.Silo.Hosting;

/// <summary>Ports of this machine for a process that may take whichever is free.</summary>
public static class LoopbackPorts
{
    // Below the range from which systems hand out ports of outgoing connections (Linux 32768, IANA 49152): one of those
    // could be taken by any connection between the look here and the start of the silo.
    private const int First = 20_000, End = 32_000;

    // More than enough unless something is wrong with the network itself, which the caller should hear about.
    private const int AttemptsMax = 200;

    /// <exception cref="InvalidOperationException">None was found.</exception>
    public static int Free(int except = 0)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            // At random, so that two processes that start at the same moment hardly ever choose the same one.
            var port = Random.Shared.Next(First, End);
            if (port != except && IsFree(port))
                return port;
        }
        throw new InvalidOperationException($"No free port was found on loopback between {First} and {End}.");
    }

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
