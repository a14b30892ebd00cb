namespace PosSaga.Load.InProcess;

/// <summary>What a call costs when nothing is done.</summary>
internal interface ICallProbe : IGrainWithStringKey
{
    Task Nothing();
}

[GrainType("load-call-probe")]
internal sealed class CallProbe : Grain, ICallProbe
{
    public Task Nothing() => Task.CompletedTask;
}
