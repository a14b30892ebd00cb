using System.Text;

namespace PosSaga.Sagas;

/// <summary>The saga as people see it, drawn from the list that runs it.</summary>
public static class SagaDiagram
{
    /// <summary>A Mermaid state diagram: forward on the way down, compensation on the way back.</summary>
    public static string Mermaid<TSaga>(IReadOnlyList<Step<TSaga>> steps) where TSaga : SagaProgress
    {
        var text = new StringBuilder("stateDiagram-v2\n    [*] --> ").Append(steps[0].Name).Append('\n');
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var next = i + 1 < steps.Count ? steps[i + 1].Name.ToString() : "Completed";
            Line(text, step.Name.ToString(), next, $"{step.Do.Method.Name} (within {step.Within.TotalSeconds:0} s)");
            if (step.Undo is null)
                Line(text, step.Name.ToString(), "NeedsOperator", "a contradiction, or a day without an answer");
            else
                Failing(text, steps, i);
        }

        return text.Append("    Completed --> [*]\n    Failed --> [*]\n").ToString();
    }

    private static void Failing<TSaga>(StringBuilder text, IReadOnlyList<Step<TSaga>> steps, int i)
        where TSaga : SagaProgress
    {
        var step = steps[i];
        var undo = $"Undo{step.Name}";
        if (step.Inquire is { } inquire)
            Line(text, step.Name.ToString(), step.Name.ToString(), $"no answer: {inquire.Method.Name}");
        Line(text, step.Name.ToString(), Back(steps, i), "refused");
        Line(text, step.Name.ToString(), undo, "unknown");
        Line(text, undo, Back(steps, i), step.Undo!.Method.Name);
        Line(text, undo, "NeedsOperator", "a contradiction, or a day without an answer");
        if (step.Late is { } late)
            Line(text, "Failed", undo, $"late success of {step.Name}: {late.Method.Name}");
    }

    private static string Back<TSaga>(IReadOnlyList<Step<TSaga>> steps, int i) where TSaga : SagaProgress
    {
        while (--i >= 0)
        {
            if (steps[i].Undo is not null)
                return $"Undo{steps[i].Name}";
        }

        return "Failed";
    }

    private static void Line(StringBuilder text, string from, string to, string label) =>
        text.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(label).Append('\n');
}
