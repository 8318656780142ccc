DROP TRIGGER bookings_objection_never_edited ON bookings_objection;
DROP FUNCTION bookings_refuse_objection_edit();
DROP FUNCTION bookings_lock_line(bigint);
