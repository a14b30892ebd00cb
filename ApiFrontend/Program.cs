using PosSaga.Api;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddPosSaga();

var app = builder.Build();
app.MapApi();
app.Run();
