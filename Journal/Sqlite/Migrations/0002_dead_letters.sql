-- Whose a dead letter is, and which stream it blocks.
alter table dead_letters add column tenant text not null default '';
create index dead_letters_of_stream on dead_letters (subscriber, stream, position);
create index dead_letters_of_tenant on dead_letters (tenant, id);
