CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER core_statehistory_append_only BEFORE UPDATE OR DELETE ON core_statehistory FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER core_statehistory_no_truncate BEFORE TRUNCATE ON core_statehistory FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
