-- What grains keep besides their log: snapshots, which are disposable. The provider numbers every write and hands the number
-- of the last one back with the next; who hands back an old one is refused. The hashes that it offers are not needed here:
-- a btree finds the key itself.

create table orleans.grain_states (
    service_id text not null,
    state_name text not null,
    key_text text,
    key_high bigint not null,
    key_low bigint not null,
    version int not null,
    payload bytea,
    written_at timestamptz not null,
    -- Nulls are one value here, so that a key without a text exists once.
    unique nulls not distinct (service_id, state_name, key_text, key_high, key_low)
);

insert into orleans.orleansquery values

('ReadFromStorageKey', '
    select payload "PayloadBinary", version "Version"
    from orleans.grain_states
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_text is not distinct from @GrainIdExtensionString and key_high = @GrainIdN0 and key_low = @GrainIdN1'),

-- No row comes back from a refused write.
('WriteToStorageKey', '
    with made as (
        insert into orleans.grain_states
        select @ServiceId, @GrainTypeString, @GrainIdExtensionString, @GrainIdN0, @GrainIdN1, 1, @PayloadBinary, now()
        where @GrainStateVersion is null
        on conflict do nothing
        returning version),
    changed as (
        update orleans.grain_states set version = version + 1, payload = @PayloadBinary, written_at = now()
        where service_id = @ServiceId and state_name = @GrainTypeString
            and key_text is not distinct from @GrainIdExtensionString and key_high = @GrainIdN0 and key_low = @GrainIdN1
            and version = @GrainStateVersion
        returning version)
    select version "NewGrainStateVersion" from made union all select version from changed'),

('ClearStorageKey', '
    update orleans.grain_states set version = version + 1, payload = null, written_at = now()
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_text is not distinct from @GrainIdExtensionString and key_high = @GrainIdN0 and key_low = @GrainIdN1
        and version = @GrainStateVersion
    returning version'),

('DeleteStorageKey', '
    delete from orleans.grain_states
    where service_id = @ServiceId and state_name = @GrainTypeString
        and key_text is not distinct from @GrainIdExtensionString and key_high = @GrainIdN0 and key_low = @GrainIdN1
        and version = @GrainStateVersion
    returning version + 1');
