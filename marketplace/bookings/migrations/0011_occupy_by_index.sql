-- What a server function asks is planned once a connection, perhaps while there are no rows yet: it must not keep reading whole tables then.
ALTER FUNCTION bookings_occupy(bigint[], timestamptz[], timestamptz[], integer[], tstzrange, tstzrange, bigint, text, timestamptz, double precision, double precision, bigint[], timestamptz) SET enable_seqscan = off;
