CREATE FUNCTION pricing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  withdrawal CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND to_jsonb(NEW) - withdrawal = to_jsonb(OLD) - withdrawal THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a guidance price is never edited, only withdrawn' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER pricing_guidanceprice_never_edited BEFORE UPDATE OR DELETE ON pricing_guidanceprice FOR EACH ROW EXECUTE FUNCTION pricing_refuse_change();
CREATE TRIGGER pricing_guidanceprice_no_truncate BEFORE TRUNCATE ON pricing_guidanceprice FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
