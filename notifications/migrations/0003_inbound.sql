CREATE FUNCTION notifications_refuse_inbound_edit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  forgotten CONSTANT text[] := ARRAY['body', 'cleared_at'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.cleared_at IS NULL AND NEW.cleared_at IS NOT NULL AND NEW.body = '' AND to_jsonb(NEW) - forgotten = to_jsonb(OLD) - forgotten THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER notifications_inbound_append_only BEFORE UPDATE OR DELETE ON notifications_inboundsms FOR EACH ROW EXECUTE FUNCTION notifications_refuse_inbound_edit();
