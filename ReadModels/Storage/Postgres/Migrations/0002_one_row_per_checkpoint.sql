-- All models move in one transaction: a row per model and generation instead of one per partition, so that a batch
-- updates a handful of them. positions: one number per partition, in their order.
alter table checkpoints rename to checkpoints_by_partition;

create table checkpoints (
    model text not null,
    generation int not null,
    positions text not null,
    primary key (model, generation)
) with (fillfactor = 20);

insert into checkpoints (model, generation, positions)
select model, generation, string_agg(position::text, ',' order by partition)
  from checkpoints_by_partition group by model, generation;

drop table checkpoints_by_partition;
drop function move_checkpoints(text, int, int[], bigint[], bigint[]);

-- Row by row in the caller's order: two processes that both believe to hold the lease wait for each other instead of
-- locking each other. Raising is what makes it one round trip: the statements after it in the same batch roll back.
create function move_checkpoints(models text[], generations int[], froms text[], tos text[]) returns void
language plpgsql as $$
begin
    for i in 1 .. cardinality(models) loop
        update checkpoints c set positions = tos[i]
         where c.model = models[i] and c.generation = generations[i] and c.positions = froms[i];
        if not found then
            raise exception 'The checkpoint of % was moved by another process.', models[i] using errcode = 'PS001';
        end if;
    end loop;
end $$;
