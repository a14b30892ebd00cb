-- How a model stands, told by the process that runs it. stopped: the partitions that do not go on by themselves.
-- Times are microseconds; told_at goes on while somebody runs the model.
create table standings (
    model text primary key,
    stopped text not null,
    error text,
    since integer not null,
    told_at integer not null
) without rowid;

-- Per model the rebuild that is asked for or under way, or the last one. schema_version: of the program that asked.
create table rebuilds (
    model text primary key,
    schema_version integer not null,
    forced integer not null,
    state text not null,
    progress real not null,
    mismatch text,
    error text,
    finished integer not null,
    since integer not null
) without rowid;
