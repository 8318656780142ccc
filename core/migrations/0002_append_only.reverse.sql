DROP TRIGGER core_statehistory_no_truncate ON core_statehistory;
DROP TRIGGER core_statehistory_append_only ON core_statehistory;
DROP FUNCTION core_refuse_change();
