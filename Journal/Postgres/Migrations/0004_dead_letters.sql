-- Whose a dead letter is, and which stream it blocks.
alter table journal.dead_letters add column tenant text collate "C" not null default '';
create index dead_letters_of_stream on journal.dead_letters (subscriber, stream, position);
create index dead_letters_of_tenant on journal.dead_letters (tenant, id);
