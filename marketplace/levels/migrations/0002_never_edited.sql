CREATE FUNCTION levels_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  withdrawal CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND to_jsonb(NEW) - withdrawal = to_jsonb(OLD) - withdrawal THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a level that was given is never edited, only withdrawn' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER levels_levelgrant_never_edited BEFORE UPDATE OR DELETE ON levels_levelgrant FOR EACH ROW EXECUTE FUNCTION levels_refuse_change();
CREATE TRIGGER levels_levelterms_append_only BEFORE UPDATE OR DELETE ON levels_levelterms FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
