-- One lock for each line of those who wait (a service type), until the end of the transaction. Apart, so that a race can be shown without it.
CREATE FUNCTION bookings_lock_line(line bigint) RETURNS void LANGUAGE plpgsql SET lock_timeout = '10s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bookings:line:' || line, 0));
END $$;

-- An objection is answered once, and never edited.
CREATE FUNCTION bookings_refuse_objection_edit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  answer CONSTANT text[] := ARRAY['answer', 'answered_at', 'answered_by'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.answered_at IS NULL AND to_jsonb(NEW) - answer = to_jsonb(OLD) - answer THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is only answered, never edited', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER bookings_objection_never_edited BEFORE UPDATE OR DELETE ON bookings_objection FOR EACH ROW EXECUTE FUNCTION bookings_refuse_objection_edit();
