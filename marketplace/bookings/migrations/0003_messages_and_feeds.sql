-- What was said stays said.
CREATE TRIGGER bookings_message_never_edited BEFORE UPDATE OR DELETE ON bookings_message FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
