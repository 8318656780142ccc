-- One lock for each line of those who wait (a service type), until the end of the transaction. Apart, so that a race can be shown without it.
CREATE FUNCTION bookings_lock_line(line bigint) RETURNS void LANGUAGE plpgsql SET lock_timeout = '10s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bookings:line:' || line, 0));
END $$;
