-- Who is in which cluster. The runtime's ADO.NET provider reads its statements from the table orleansquery and binds their
-- parameters by name; the names of that table, its columns, the keys and the parameters are its contract, all else is ours.
-- It names the table without a schema: its connections have this one as their search path.

create table orleans.orleansquery (
    querykey text primary key,
    querytext text not null
);

-- One row per cluster. Every change of membership raises the version, and is refused if somebody else raised it first.
create table orleans.clusters (
    cluster_id text primary key,
    version int not null
);

create table orleans.silos (
    cluster_id text not null references orleans.clusters,
    address text not null,
    port int not null,
    generation int not null,
    silo_name text not null,
    host_name text not null,
    status int not null,
    gateway_port int,
    suspected text,
    started_at timestamptz not null,
    alive_at timestamptz not null,
    primary key (cluster_id, address, port, generation)
);

insert into orleans.orleansquery values

('InsertMembershipVersionKey', '
    with made as (
        insert into orleans.clusters values (@DeploymentId, 0) on conflict do nothing returning 1)
    select exists (select from made)'),

-- The version row comes also without a silo; the provider takes a null start for "no silo".
('MembershipReadAllKey', '
    select s.address "Address", s.port "Port", s.generation "Generation", s.silo_name "SiloName", s.host_name "HostName",
        s.status "Status", s.gateway_port "ProxyPort", s.suspected "SuspectTimes", s.started_at "StartTime",
        s.alive_at "IAmAliveTime", c.version "Version"
    from orleans.clusters c left join orleans.silos s using (cluster_id)
    where c.cluster_id = @DeploymentId'),

('MembershipReadRowKey', '
    select s.address "Address", s.port "Port", s.generation "Generation", s.silo_name "SiloName", s.host_name "HostName",
        s.status "Status", s.gateway_port "ProxyPort", s.suspected "SuspectTimes", s.started_at "StartTime",
        s.alive_at "IAmAliveTime", c.version "Version"
    from orleans.clusters c left join orleans.silos s
        on (s.cluster_id, s.address, s.port, s.generation) = (c.cluster_id, @Address, @Port, @Generation)
    where c.cluster_id = @DeploymentId'),

-- The update of the version row makes concurrent changes wait for each other; whoever comes second finds another version.
('InsertMembershipKey', '
    with raised as (
        update orleans.clusters set version = version + 1
        where cluster_id = @DeploymentId and version = @Version and not exists (
            select from orleans.silos
            where (cluster_id, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation))
        returning cluster_id),
    made as (
        insert into orleans.silos (cluster_id, address, port, generation, silo_name, host_name, status, gateway_port,
            started_at, alive_at)
        select cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        from raised
        returning 1)
    select exists (select from made)'),

('UpdateMembershipKey', '
    with raised as (
        update orleans.clusters set version = version + 1
        where cluster_id = @DeploymentId and version = @Version and exists (
            select from orleans.silos
            where (cluster_id, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation))
        returning cluster_id),
    changed as (
        update orleans.silos s set status = @Status, suspected = @SuspectTimes, alive_at = @IAmAliveTime
        from raised
        where (s.cluster_id, s.address, s.port, s.generation) = (raised.cluster_id, @Address, @Port, @Generation)
        returning 1)
    select exists (select from changed)'),

-- A sign of life changes no version: it is for people and for the question whether a row was left behind.
('UpdateIAmAlivetimeKey', '
    update orleans.silos set alive_at = @IAmAliveTime
    where (cluster_id, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation)'),

('GatewaysQueryKey', '
    select address "Address", gateway_port "ProxyPort", generation "Generation"
    from orleans.silos
    where cluster_id = @DeploymentId and status = @Status and gateway_port > 0'),

-- 3: active.
('CleanupDefunctSiloEntriesKey', '
    delete from orleans.silos where cluster_id = @DeploymentId and status <> 3 and alive_at < @IAmAliveTime'),

('DeleteMembershipTableEntriesKey', '
    with gone as (delete from orleans.silos where cluster_id = @DeploymentId returning 1)
    delete from orleans.clusters where cluster_id = @DeploymentId');
