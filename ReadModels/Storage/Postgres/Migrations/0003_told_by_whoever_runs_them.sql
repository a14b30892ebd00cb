-- How a model stands, told by the process that runs it. stopped: the partitions that do not go on by themselves.
-- Times are microseconds; told_at goes on while somebody runs the model.
create table standings (
    model text primary key,
    stopped text not null,
    error text,
    since bigint not null,
    told_at bigint not null
) with (fillfactor = 20);

-- Per model the rebuild that is asked for or under way, or the last one. schema_version: of the program that asked.
create table rebuilds (
    model text primary key,
    schema_version int not null,
    forced int not null,
    state text not null,
    progress double precision not null,
    mismatch text,
    error text,
    finished int not null,
    since bigint not null
);
