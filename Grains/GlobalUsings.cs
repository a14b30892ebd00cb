global using Orleans;
global using Orleans.Concurrency;
global using Orleans.Runtime;

// Most of what there is to a saga is about orders.
global using Ask = PosSaga.Sagas.Ask<PosSaga.Sagas.OrderSaga>;
global using SagaCall = PosSaga.Sagas.SagaCall<PosSaga.Sagas.OrderSaga>;
global using SagaEngine = PosSaga.Sagas.SagaEngine<PosSaga.Sagas.OrderSaga, PosSaga.Sagas.OrderSagaEvent>;
global using Step = PosSaga.Sagas.Step<PosSaga.Sagas.OrderSaga>;
