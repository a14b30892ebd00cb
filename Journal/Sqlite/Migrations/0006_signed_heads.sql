create table signed_heads (
    position   integer primary key,
    journal    text    not null,
    digest     text    not null,
    blocks     text    not null,
    at_micros  integer not null,
    key_id     text    not null,
    signature  text    not null
);

create trigger signed_heads_no_update before update on signed_heads
begin select raise(abort, 'signed heads stay: update of signed_heads is refused'); end;

create trigger signed_heads_no_delete before delete on signed_heads
begin select raise(abort, 'signed heads stay: delete of signed_heads is refused'); end;
