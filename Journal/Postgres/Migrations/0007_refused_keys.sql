-- A key whose first final answer was a refusal: no event answered it, so it has no position and no version (both 0).
alter table journal.keys add column refusal text collate "C";

-- The answer of the key as it is afterwards; no row where there is no such stream. Under the lock of the appends: one
-- that has looked for the key and found nothing would otherwise meet it when it inserts its own.
create function journal.refuse_key(of_stream text, of_key text, of_fingerprint text, of_refusal text)
returns table (pos bigint, ver bigint, print text, no text) language plpgsql as $$
begin
    perform pg_advisory_xact_lock(7075741);
    insert into journal.keys (stream, key, fingerprint, position, version, refusal)
    select h.stream, of_key, of_fingerprint, 0, 0, of_refusal from journal.heads h where h.stream = of_stream
    on conflict (stream, key) do nothing;
    return query select k.position, k.version, k.fingerprint, k.refusal from journal.keys k
    where k.stream = of_stream and k.key = of_key;
end $$;
