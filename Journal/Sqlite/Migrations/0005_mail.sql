-- Mail on its way. What is delivered is removed, what was given up stays for a while.
create table mail (
    position        integer not null,
    number          integer not null,
    tenant          text not null,
    stream          text not null,
    recipient       text not null, -- keyed hash of tenant and address; empty once it was given up
    status          text not null,
    reason          text,
    attempts        integer not null,
    queued_micros   integer not null,
    next_micros     integer not null,
    primary key (position, number)
) without rowid;
create index mail_in_line on mail (recipient, position, number) where status = 'Waiting';
create index mail_due on mail (next_micros) where status = 'Waiting';
create index mail_of_tenant on mail (tenant, position, number);

create table mail_server (
    id              integer primary key check (id = 1),
    state           text not null,
    reason          text,
    since_micros    integer not null
);
