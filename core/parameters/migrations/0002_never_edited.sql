CREATE FUNCTION parameters_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  withdrawal CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND to_jsonb(NEW) - withdrawal = to_jsonb(OLD) - withdrawal THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a value of a parameter is never edited, only withdrawn before it begins' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER parameters_value_never_edited BEFORE UPDATE OR DELETE ON parameters_parametervalue FOR EACH ROW EXECUTE FUNCTION parameters_refuse_change();
CREATE TRIGGER parameters_value_no_truncate BEFORE TRUNCATE ON parameters_parametervalue FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
