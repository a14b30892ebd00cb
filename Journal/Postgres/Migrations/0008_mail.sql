-- Mail on its way. What is delivered is removed, what was given up stays for a while.
create table journal.mail (
    position        bigint not null,
    number          integer not null,
    tenant          text collate "C" not null,
    stream          text collate "C" not null,
    recipient       text collate "C" not null, -- keyed hash of tenant and address; empty once it was given up
    status          text collate "C" not null,
    reason          text collate "C",
    attempts        integer not null,
    queued_micros   bigint not null,
    next_micros     bigint not null,
    primary key (position, number)
);
create index mail_in_line on journal.mail (recipient, position, number) where status = 'Waiting';
create index mail_due on journal.mail (next_micros) where status = 'Waiting';
create index mail_of_tenant on journal.mail (tenant, position, number);

create table journal.mail_server (
    id              integer primary key check (id = 1),
    state           text collate "C" not null,
    reason          text collate "C",
    since_micros    bigint not null
);
