-- The same batch, leaner. Arrays are unnested in select lists: in a from clause each array is first copied into a
-- tuplestore of its own. Heads of streams that begin are plainly inserted: "on conflict" makes each insert speculative,
-- which everybody would pay for the few who find their stream there already.
create or replace function journal.append_all(
    -- one entry per append to a stream that exists
    u_stream text[], u_expected bigint[], u_expected_hash bytea[], u_version bigint[], u_hash bytea[],
    -- one entry per append that begins a stream
    n_stream text[], n_version bigint[], n_hash bytea[],
    -- one entry per event
    e_stream text[], e_version bigint[], e_partition smallint[], e_id uuid[], e_type text[], e_data text[],
    e_metadata text[], e_process_key text[], e_time bigint[], e_hash bytea[],
    -- one entry per idempotency key; place is its event's in the batch, from 1
    k_stream text[], k_key text[], k_fingerprint text[], k_place int[], k_version bigint[],
    -- the people whose data is in the batch
    s_subject text[])
returns bigint language plpgsql as $$
declare
    base bigint;
    hits bigint;
begin
    -- Held to the commit, and a statement of its own: see journal.append.
    perform pg_advisory_xact_lock(7075741);

    if cardinality(k_stream) > 0 and exists (
        select from unnest(k_stream, k_key) as q(stream, key)
        join journal.keys k on k.stream = q.stream and k.key = q.key)
    or cardinality(s_subject) > 0 and exists (
        select from unnest(s_subject) as q(subject)
        join journal.subject_keys s on s.subject = q.subject and s.erased_micros is not null) then
        raise exception using errcode = 'PS001', message = 'a key or a subject stands against the batch';
    end if;

    if cardinality(u_stream) > 0 then
        update journal.heads h set version = u.version, hash = u.hash
        from (select unnest(u_stream) as stream, unnest(u_expected) as expected, unnest(u_expected_hash) as was,
                     unnest(u_version) as version, unnest(u_hash) as hash) as u
        where h.stream = u.stream and h.version = u.expected and h.hash = u.was;
        get diagnostics hits = row_count;
        if hits <> cardinality(u_stream) then
            raise exception using errcode = 'PS001', message = 'a stream has moved on';
        end if;
    end if;

    if cardinality(n_stream) > 0 then
        begin
            insert into journal.heads (stream, version, hash)
            select unnest(n_stream), unnest(n_version), unnest(n_hash);
        exception when unique_violation then
            raise exception using errcode = 'PS001', message = 'a stream exists already';
        end;
    end if;

    select coalesce(max(e.position), 0) into base from journal.events e;

    insert into journal.events (position, partition, stream, version, event_id, type, data, metadata, process_key,
                                time_micros, hash)
    select base + e.i, e.partition, e.stream, e.version, e.id, e.type, e.data, e.metadata, e.process_key, e.time, e.hash
    from (select generate_series(1, cardinality(e_stream)) as i, unnest(e_partition) as partition,
                 unnest(e_stream) as stream, unnest(e_version) as version, unnest(e_id) as id, unnest(e_type) as type,
                 unnest(e_data) as data, unnest(e_metadata) as metadata, unnest(e_process_key) as process_key,
                 unnest(e_time) as "time", unnest(e_hash) as hash) as e;

    if cardinality(k_stream) > 0 then
        insert into journal.keys (stream, key, fingerprint, position, version)
        select k.stream, k.key, k.fingerprint, base + k.place, k.version
        from unnest(k_stream, k_key, k_fingerprint, k_place, k_version) as k(stream, key, fingerprint, place, version);
    end if;

    perform pg_notify('journal', (base + cardinality(e_stream))::text);
    return base;
end $$;
