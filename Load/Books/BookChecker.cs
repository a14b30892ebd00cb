namespace PosSaga.Load.Books;

/// <summary>Compares the books and names every imbalance, one line each. Pure: the same books, the same
/// findings.</summary>
internal static class BookChecker
{
    public static IReadOnlyList<string> Check(BookSet books) =>
    [
        .. SagaBooks.Check(books),
        .. MoneyBooks.Check(books),
        .. GatewayLedgerBooks.Check(books),
        .. RefundBooks.Check(books),
        .. StockBooks.Check(books),
        .. TwiceBooks.Check(books),
    ];
}
