create table events (
    position    integer primary key,
    partition   integer not null,
    stream      text    not null,
    version     integer not null,
    event_id    blob    not null,
    type        text    not null,
    data        text    not null,
    metadata    text    not null,
    process_key text,
    time_micros integer not null,
    hash        blob    not null,
    unique (stream, version)
);

create table heads (
    stream  text primary key,
    version integer not null,
    hash    blob    not null
) without rowid;

create table keys (
    stream      text    not null,
    key         text    not null,
    fingerprint text    not null,
    position    integer not null,
    version     integer not null,
    primary key (stream, key)
) without rowid;

create table checkpoints (
    name     text primary key,
    position integer not null
) without rowid;

create table leases (
    name           text primary key,
    holder         text    not null,
    expires_micros integer not null
) without rowid;

create table dead_letters (
    id               integer primary key autoincrement,
    subscriber       text    not null,
    stream           text    not null,
    position         integer not null,
    event_type       text    not null,
    error            text    not null,
    attempts         integer not null,
    parked_at_micros integer not null,
    unique (subscriber, position)
);

-- A row without a key is the fence that an erased subject leaves.
create table subject_keys (
    subject        text primary key,
    wrapped        blob,
    created_micros integer not null,
    erased_micros  integer
) without rowid;

create table snapshots (
    stream  text primary key,
    version integer not null,
    schema  integer not null,
    data    blob    not null
);

create table info (
    name  text primary key,
    value text not null
);

create trigger events_no_update before update on events
begin select raise(abort, 'events are history: update of events is refused'); end;

create trigger events_no_delete before delete on events
begin select raise(abort, 'events are history: delete of events is refused'); end;
