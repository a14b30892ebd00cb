// Most of what there is to a saga is about orders.
global using SagaCall = PosSaga.Sagas.SagaCall<PosSaga.Sagas.OrderSaga>;
global using SagaEngine = PosSaga.Sagas.SagaEngine<PosSaga.Sagas.OrderSaga, PosSaga.Sagas.OrderSagaEvent>;
global using Step = PosSaga.Sagas.Step<PosSaga.Sagas.OrderSaga>;
