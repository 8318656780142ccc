DROP FUNCTION bookings_lock_line(bigint);
