-- All models move in one transaction: a row per model and generation instead of one per partition, so that a batch
-- updates a handful of them. positions: one number per partition, in their order.
alter table checkpoints rename to checkpoints_by_partition;

create table checkpoints (
    model text not null,
    generation integer not null,
    positions text not null,
    primary key (model, generation)
) without rowid;

insert into checkpoints (model, generation, positions)
select model, generation, group_concat(position, ',')
  from (select model, generation, position from checkpoints_by_partition order by model, generation, partition)
 group by model, generation;

drop table checkpoints_by_partition;
