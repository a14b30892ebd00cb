create table journal.signed_heads (
    position   bigint primary key,
    journal    text   collate "C" not null,
    digest     text   collate "C" not null,
    blocks     text   collate "C" not null,
    at_micros  bigint not null,
    key_id     text   collate "C" not null,
    signature  text   collate "C" not null
);

create function journal.refuse_head_change() returns trigger language plpgsql as $$
begin
    raise exception 'signed heads stay: % of journal.signed_heads is refused', lower(tg_op)
        using errcode = 'restrict_violation';
end $$;

create trigger signed_heads_stay before update or delete on journal.signed_heads
    for each row execute function journal.refuse_head_change();
create trigger signed_heads_are_not_truncated before truncate on journal.signed_heads
    for each statement execute function journal.refuse_head_change();
