global using PosSaga.Payments;
