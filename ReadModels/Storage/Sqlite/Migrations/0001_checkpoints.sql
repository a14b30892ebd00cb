-- One row per generation of a model. Its tables are named after it (orders_g1); exactly one generation is live.
create table generations (
    model text not null,
    generation integer not null,
    schema_version integer not null,
    live integer not null,
    primary key (model, generation)
) without rowid;
create unique index generations_live on generations (model) where live = 1;

create table checkpoints (
    model text not null,
    generation integer not null,
    partition integer not null,
    position integer not null,
    primary key (model, generation, partition)
) without rowid;
