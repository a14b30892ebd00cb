namespace System.Runtime.CompilerServices;

// The runtime knows this attribute by its name but the base library does not declare it.
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
