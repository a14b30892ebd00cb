-- One batch of appends, at most one per stream. Returns one row per append that was not inserted, then one row with
-- append = 0 whose position is the last one before this batch: the inserted appends follow it in the order of the batch.
-- verdict: 0 inserted, 1 ours already (an earlier attempt whose answer was lost), 2 key answered, 3 conflict, 4 erased.
create function journal.append(
    -- one entry per append
    a_stream text[], a_expected bigint[], a_expected_hash bytea[], a_count int[], a_first_id uuid[], a_hash bytea[],
    -- one entry per event: its append (from 1) and its place in it (from 0)
    e_append int[], e_offset int[], e_stream text[], e_partition smallint[], e_id uuid[], e_type text[],
    e_data text[], e_metadata text[], e_process_key text[], e_time bigint[], e_hash bytea[],
    -- one entry per idempotency key
    k_append int[], k_stream text[], k_key text[], k_fingerprint text[], k_event int[],
    -- one entry per person whose data is in an append
    s_append int[], s_subject text[])
returns table (append int, verdict int, "position" bigint, version bigint, hash bytea, fingerprint text)
language plpgsql as $$
#variable_conflict use_column
declare
    base    bigint;
    firsts  bigint[];
    total   bigint;
    refused boolean;
    blocked bigint[] := '{}';
begin
    -- Held to the commit: positions become visible in their order and without gaps. A statement of its own, so that the
    -- statements below take their snapshots after the lock and see what the previous holder committed.
    perform pg_advisory_xact_lock(7075741);
    select coalesce(max(e.position), 0) into base from journal.events e;

    if cardinality(k_append) > 0 then
        select coalesce(array_agg(q.i), '{}') into blocked
        from unnest(k_append, k_stream, k_key) as q(i, stream, key)
        join journal.keys k on k.stream = q.stream and k.key = q.key;
    end if;
    if cardinality(s_append) > 0 then
        select blocked || coalesce(array_agg(q.i::bigint), '{}') into blocked
        from unnest(s_append, s_subject) as q(i, subject)
        join journal.subject_keys s on s.subject = q.subject and s.erased_micros is not null;
    end if;

    select array_agg(case when p.fits then base + 1 + coalesce(p.before, 0) else 0 end order by p.i),
           coalesce(sum(p.n) filter (where p.fits), 0), not bool_and(p.fits)
    into firsts, total, refused
    from (select j.i, j.n, j.fits,
                 sum(case when j.fits then j.n else 0 end)
                     over (order by j.i rows between unbounded preceding and 1 preceding) as before
          from (select a.i, a.n,
                       coalesce(h.version, 0) = a.expected and coalesce(h.hash, '') = a.expected_hash
                           and not a.i = any(blocked) as fits
                from unnest(a_stream, a_expected, a_expected_hash, a_count)
                         with ordinality as a(stream, expected, expected_hash, n, i)
                left join journal.heads h on h.stream = a.stream) j) p;

    if refused then
        return query
        select a.i::int,
               case when f.position is not null then 1 when k.key is not null then 2
                    when coalesce(h.version, 0) <> a.expected or coalesce(h.hash, '') <> a.expected_hash then 3
                    else 4 end,
               case when f.position is not null then l.position else k.position end,
               case when f.position is null and k.key is not null then k.version else coalesce(h.version, 0) end,
               coalesce(h.hash, ''), k.fingerprint
        from unnest(a_stream, a_expected, a_expected_hash, a_count, a_first_id)
                 with ordinality as a(stream, expected, expected_hash, n, first_id, i)
        left join journal.heads h on h.stream = a.stream
        left join lateral (
            select k.* from unnest(k_append, k_key) with ordinality as q(i, key, o)
            join journal.keys k on k.stream = a.stream and k.key = q.key
            where q.i = a.i order by q.o limit 1) k on true
        left join journal.events f on f.stream = a.stream and f.version = a.expected + 1 and f.event_id = a.first_id
        left join journal.events l on l.stream = a.stream and l.version = a.expected + a.n
        where firsts[a.i] = 0;
    end if;

    if total > 0 then
        insert into journal.events (position, partition, stream, version, event_id, type, data, metadata, process_key,
                                    time_micros, hash)
        select firsts[e.a] + e.o, e.partition, e.stream, a_expected[e.a] + 1 + e.o, e.id, e.type, e.data, e.metadata,
               e.process_key, e.time, e.hash
        from unnest(e_append, e_offset, e_stream, e_partition, e_id, e_type, e_data, e_metadata, e_process_key, e_time,
                    e_hash)
                 as e(a, o, stream, partition, id, type, data, metadata, process_key, time, hash)
        where firsts[e.a] > 0;

        -- Under the lock a head is there exactly when its stream is: two plain statements are cheaper than one upsert.
        update journal.heads h set version = a.expected + a.n, hash = a.hash
        from unnest(a_stream, a_expected, a_count, a_hash) with ordinality as a(stream, expected, n, hash, i)
        where h.stream = a.stream and firsts[a.i] > 0 and a.expected > 0;

        insert into journal.heads (stream, version, hash)
        select a.stream, a.n, a.hash
        from unnest(a_stream, a_expected, a_count, a_hash) with ordinality as a(stream, expected, n, hash, i)
        where firsts[a.i] > 0 and a.expected = 0;

        if cardinality(k_append) > 0 then
            insert into journal.keys (stream, key, fingerprint, position, version)
            select k.stream, k.key, k.fingerprint, firsts[k.i] + k.e, a_expected[k.i] + 1 + k.e
            from unnest(k_append, k_stream, k_key, k_fingerprint, k_event) as k(i, stream, key, fingerprint, e)
            where firsts[k.i] > 0;
        end if;

        perform pg_notify('journal', (base + total)::text);
    end if;

    return query select 0, 0, base, total, null::bytea, null::text;
end $$;

-- Destroys a subject's key and leaves the fence. Takes the appends' lock: an append that commits later sees the fence.
create function journal.erase_subject(s text) returns void language plpgsql as $$
declare
    now_micros bigint := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
begin
    perform pg_advisory_xact_lock(7075741);
    insert into journal.subject_keys as k (subject, created_micros, erased_micros) values (s, now_micros, now_micros)
    on conflict (subject) do update set wrapped = null, erased_micros = coalesce(k.erased_micros, now_micros);
    perform pg_notify('journal_erased', s);
end $$;
