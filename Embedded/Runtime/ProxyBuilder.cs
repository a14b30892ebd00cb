using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace PosSaga.Embedded;

/// <summary>One grain interface: its methods and how references to it are made.</summary>
internal sealed class GrainInterface(Type type, GrainMethod[] methods, Func<GrainProxy> newProxy)
{
    public Type Type { get; } = type;

    public GrainMethod[] Methods { get; } = methods;

    public Func<GrainProxy> NewProxy { get; } = newProxy;
}

/// <summary>Makes reference classes at run time. Compiled, because a dispatch through object arrays
/// costs more than everything else a call does.</summary>
internal static class ProxyBuilder
{
    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("PosSaga.Embedded.Proxies"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("Proxies");

    private static readonly Dictionary<Type, GrainInterface> Built = [];
    private static readonly HashSet<string> Opened = [];
    private static readonly ConstructorInfo OpenTo =
        typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;

    private static readonly MethodInfo Send =
        typeof(GrainProxy).GetMethod("Send", BindingFlags.Instance | BindingFlags.NonPublic)!;

    public static GrainInterface For(Type type)
    {
        lock (Built)
            return Built.TryGetValue(type, out var built) ? built : Built[type] = Build(type);
    }

    private static GrainInterface Build(Type type)
    {
        Open(type.Assembly);
        var infos = type.GetInterfaces().Prepend(type).SelectMany(i => i.GetMethods()).ToArray();
        var name = $"{type.FullName}Reference{Built.Count}";
        var proxy = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainProxy), [type]);
        for (var i = 0; i < infos.Length; i++)
            DefineMethod(proxy, infos[i], i);

        var made = proxy.CreateType();
        var methods = infos.Select(info => new GrainMethod(info.DeclaringType!, info)).ToArray();
        for (var i = 0; i < infos.Length; i++)
        {
            methods[i].Invoker = made.GetMethod($"Invoke{i}")!
                .CreateDelegate(typeof(Invoker<>).MakeGenericType(ArgumentsOf(infos[i])));
        }

        var make = Expression(made);
        return new GrainInterface(type, methods, make);
    }

    private static Func<GrainProxy> Expression(Type made) =>
        System.Linq.Expressions.Expression.Lambda<Func<GrainProxy>>(
            System.Linq.Expressions.Expression.New(made)).Compile();

    // Grain interfaces may be internal to their assembly; the runtime honours this attribute by name.
    private static void Open(Assembly assembly)
    {
        foreach (var name in new[] { assembly.GetName().Name!, typeof(GrainProxy).Assembly.GetName().Name! })
        {
            if (Opened.Add(name))
                ((AssemblyBuilder)Module.Assembly).SetCustomAttribute(new CustomAttributeBuilder(OpenTo, [name]));
        }
    }

    private static void DefineMethod(TypeBuilder proxy, MethodInfo info, int index)
    {
        var result = Result.Of(info);
        var parameters = info.GetParameters().Select(p => p.ParameterType).ToArray();
        var args = ArgumentsOf(info);

        var method = proxy.DefineMethod(
            $"{info.DeclaringType!.FullName}.{info.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot,
            info.ReturnType, parameters);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        if (parameters.Length == 0)
        {
            var none = il.DeclareLocal(args);
            il.Emit(OpCodes.Ldloc, none);
        }
        else
        {
            for (var i = 0; i < parameters.Length; i++)
                il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Newobj, args.GetConstructor(parameters)!);
        }

        il.Emit(OpCodes.Call, Send.MakeGenericMethod(args, result.Type));
        if (result.FromTask is { } wrap)
            il.Emit(OpCodes.Newobj, wrap);
        il.Emit(OpCodes.Ret);
        proxy.DefineMethodOverride(method, info);

        DefineInvoker(proxy, info, index, args, parameters.Length, result);
    }

    private static void DefineInvoker(
        TypeBuilder proxy, MethodInfo info, int index, Type args, int count, Result result)
    {
        var invoker = proxy.DefineMethod(
            $"Invoke{index}", MethodAttributes.Public | MethodAttributes.Static, typeof(Task),
            [typeof(object), args.MakeByRefType()]);
        var il = invoker.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, info.DeclaringType!);
        for (var i = 0; i < count; i++)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldfld, args.GetField($"Item{i + 1}")!);
        }

        il.Emit(OpCodes.Callvirt, info);
        if (result.ToTask is { } unwrap)
        {
            var value = il.DeclareLocal(info.ReturnType);
            il.Emit(OpCodes.Stloc, value);
            il.Emit(OpCodes.Ldloca, value);
            il.Emit(OpCodes.Call, unwrap);
        }

        il.Emit(OpCodes.Ret);
    }

    private static Type ArgumentsOf(MethodInfo info)
    {
        var parameters = info.GetParameters().Select(p => p.ParameterType).ToArray();
        return parameters.Length switch
        {
            0 => typeof(ValueTuple),
            1 => typeof(ValueTuple<>).MakeGenericType(parameters),
            2 => typeof(ValueTuple<,>).MakeGenericType(parameters),
            3 => typeof(ValueTuple<,,>).MakeGenericType(parameters),
            4 => typeof(ValueTuple<,,,>).MakeGenericType(parameters),
            5 => typeof(ValueTuple<,,,,>).MakeGenericType(parameters),
            6 => typeof(ValueTuple<,,,,,>).MakeGenericType(parameters),
            7 => typeof(ValueTuple<,,,,,,>).MakeGenericType(parameters),
            _ => throw new NotSupportedException($"{info.DeclaringType}.{info.Name} has more than 7 parameters."),
        };
    }

    /// <param name="Type">What the call yields.</param>
    /// <param name="ToTask">From the method's return value to a task, where it is none.</param>
    /// <param name="FromTask">And back.</param>
    private sealed record Result(Type Type, MethodInfo? ToTask, ConstructorInfo? FromTask)
    {
        public static Result Of(MethodInfo info)
        {
            var type = info.ReturnType;
            if (info.IsGenericMethod)
                throw new NotSupportedException(
                    $"{info.DeclaringType}.{info.Name}: generic methods are not supported.");
            if (type == typeof(Task))
                return new(typeof(Nothing), null, null);
            if (type == typeof(ValueTask))
                return new(typeof(Nothing), type.GetMethod("AsTask"), type.GetConstructor([typeof(Task)]));
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
                return new(type.GetGenericArguments()[0], null, null);
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            {
                var value = type.GetGenericArguments()[0];
                return new(value, type.GetMethod("AsTask"),
                    type.GetConstructor([typeof(Task<>).MakeGenericType(value)]));
            }

            throw new NotSupportedException($"{info.DeclaringType}.{info.Name} returns {type}, which is no task.");
        }
    }
}
