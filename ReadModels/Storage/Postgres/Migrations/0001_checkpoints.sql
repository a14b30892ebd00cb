-- One row per generation of a model. Its tables are named after it (orders_g1); exactly one generation is live.
create table generations (
    model text not null,
    generation int not null,
    schema_version int not null,
    live int not null,
    primary key (model, generation)
);
create unique index generations_live on generations (model) where live = 1;

create table checkpoints (
    model text not null,
    generation int not null,
    partition int not null,
    position bigint not null,
    primary key (model, generation, partition)
) with (fillfactor = 20);

-- Raising is what makes it one round trip: the statements after it in the same batch roll back with it.
create function move_checkpoints(m text, g int, partitions int[], froms bigint[], tos bigint[]) returns void
language plpgsql as $$
declare moved int;
begin
    update checkpoints c set position = u.t
      from unnest(partitions, froms, tos) as u(p, f, t)
     where c.model = m and c.generation = g and c.partition = u.p and c.position = u.f;
    get diagnostics moved = row_count;
    if moved <> cardinality(partitions) then
        raise exception 'A checkpoint of % was moved by another process.', m using errcode = 'PS001';
    end if;
end $$;
