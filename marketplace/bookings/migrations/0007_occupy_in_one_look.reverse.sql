-- One lock for each worker, ascending, until the end of the transaction. Apart, so that a race can be shown without it.
CREATE OR REPLACE FUNCTION bookings_lock_workers(wanted bigint[]) RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  one bigint;
BEGIN
  FOR one IN SELECT DISTINCT number FROM unnest(wanted) AS number ORDER BY number LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended('bookings:worker:' || one, 0));
  END LOOP;
END $$;

-- Take the time of these workers, all or none. The answer says 'ok' with the new rows, or why not and for whom:
-- 'taken' the period itself overlaps, 'guard' something has come between the neighbours that the caller saw, 'cap' the day is full.
-- Each statement below has a snapshot younger than the locks (READ COMMITTED, VOLATILE).
DROP FUNCTION bookings_occupy(bigint[], timestamptz[], timestamptz[], integer[], tstzrange, tstzrange, bigint, text, timestamptz, double precision, double precision, bigint[], timestamptz);
CREATE FUNCTION bookings_occupy(
  workers bigint[], guard_from timestamptz[], guard_to timestamptz[], caps integer[],
  wanted tstzrange, day tstzrange, of_visit bigint, as_status text, keep_until timestamptz,
  at_lat double precision, at_lng double precision, instead_of bigint[], moment timestamptz
) RETURNS TABLE (outcome text, refused bigint, ids bigint[]) LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  place integer;
  one bigint;
  made bigint[] := '{}';
  fresh bigint;
BEGIN
  PERFORM bookings_lock_workers(workers);

  UPDATE bookings_assignment AS gone SET status = 'released', until = NULL
  WHERE gone.worker_id = ANY (workers) AND gone.status IN ('held', 'reserved') AND gone.until <= moment;

  FOR place IN 1 .. cardinality(workers) LOOP
    one := workers[place];
    SELECT CASE WHEN near.period && wanted THEN 'taken' ELSE 'guard' END INTO outcome
    FROM bookings_assignment AS near
    WHERE int8range(near.worker_id, near.worker_id, '[]') && int8range(one, one, '[]')
      AND near.period && tstzrange(least(guard_from[place], lower(wanted)), greatest(guard_to[place], upper(wanted)))
      AND near.status IN ('held', 'reserved', 'fixed') AND near.id <> ALL (instead_of)
    ORDER BY near.period && wanted DESC LIMIT 1;
    IF outcome IS NULL THEN
      SELECT 'cap' INTO outcome
      FROM bookings_assignment AS same
      WHERE int8range(same.worker_id, same.worker_id, '[]') && int8range(one, one, '[]')
        AND same.period && day AND lower(same.period) <@ day
        AND same.status IN ('held', 'reserved', 'fixed') AND same.id <> ALL (instead_of)
      HAVING count(*) >= caps[place];
    END IF;
    IF outcome IS NOT NULL THEN
      refused := one;
      ids := '{}';
      RETURN NEXT;
      RETURN;
    END IF;
  END LOOP;

  UPDATE bookings_assignment AS old SET status = 'released', until = NULL WHERE old.id = ANY (instead_of) AND old.status <> 'released';
  FOR place IN 1 .. cardinality(workers) LOOP
    INSERT INTO bookings_assignment (worker_id, visit_id, period, status, until, lat, lng)
    VALUES (workers[place], of_visit, wanted, as_status, keep_until, at_lat, at_lng) RETURNING bookings_assignment.id INTO fresh;
    made := made || fresh;
  END LOOP;
  outcome := 'ok';
  refused := NULL;
  ids := made;
  RETURN NEXT;
END $$;
