-- Since Orleans 10.4 the provider chooses itself which dead silos may be forgotten, and hands over what it saw of each: a row
-- that changed since then stays.

insert into orleans.orleansquery values

-- 6: dead.
('CleanupDefunctSiloEntryKey', '
    delete from orleans.silos
    where (cluster_id, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation) and status = 6
        and started_at = @StartTime and alive_at = @IAmAliveTime
        and coalesce(suspected, '''') = coalesce(@SuspectTimes, '''')');
