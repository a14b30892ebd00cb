using PosSaga.Load;

namespace PosSaga.Tests.Load;

public sealed class MachineUseTests
{
    [Theory]
    [InlineData("cpu  100 0 100 800 0 0 0 0 0 0", "cpu  110 0 110 880 0 0 0 0 0 0", 20)]
    [InlineData("cpu  100 0 100 800 0 0 0 0 0 0", "cpu  100 0 100 880 20 0 0 0 0 0", 0)]
    [InlineData("cpu  100 0 100 800 0 0 0 0 50 0", "cpu  200 0 100 800 0 0 0 0 150 0", 100)]
    [InlineData("cpu  100 0 100 800 0 0 0 0 0 0", "cpu  100 0 100 800 0 0 0 0 0 0", 0)]
    public void Neither_idle_nor_waiting_for_the_disk_is_busy(string before, string after, double percent) =>
        Assert.Equal(percent, MachineUse.Percent(before, after), 6);
}
