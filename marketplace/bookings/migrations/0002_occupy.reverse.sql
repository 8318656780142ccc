DROP TRIGGER bookings_due_never_edited ON bookings_due;
DROP TRIGGER bookings_line_never_edited ON bookings_quoteline;
DROP TRIGGER bookings_change_never_edited ON bookings_changerequest;
DROP TRIGGER bookings_quote_never_edited ON bookings_quote;
DROP FUNCTION bookings_refuse_edit();
DROP FUNCTION bookings_occupy(bigint[], timestamptz[], timestamptz[], integer[], tstzrange, tstzrange, bigint, text, timestamptz, double precision, double precision, bigint[], timestamptz);
DROP FUNCTION bookings_lock_workers(bigint[]);
