CREATE OR REPLACE FUNCTION bookings_lock_workers(wanted bigint[]) RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  one bigint;
BEGIN
  FOR one IN SELECT DISTINCT number FROM unnest(wanted) AS number ORDER BY number LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended('bookings:worker:' || one, 0));
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION bookings_occupy(
  workers bigint[], guard_from timestamptz[], guard_to timestamptz[], caps integer[],
  wanted tstzrange, day tstzrange, of_visit bigint, as_status text, keep_until timestamptz,
  at_lat double precision, at_lng double precision, instead_of bigint[], moment timestamptz,
  OUT outcome text, OUT refused bigint, OUT ids bigint[]
) LANGUAGE plpgsql SET lock_timeout = '2s' SET enable_seqscan = off AS $$
DECLARE
  place integer;
  guarded tstzrange;
  in_the_way boolean;
  between_them boolean;
  begun bigint;
  run_out boolean;
  fresh bigint;
  nothing text;
BEGIN
  BEGIN
    nothing := bookings_lock_workers(workers);
    ids := '{}';
    FOR place IN 1 .. cardinality(workers) LOOP
      guarded := range_merge(tstzrange(guard_from[place], guard_to[place]), wanted);
      SELECT bool_or(alive AND seen.period && wanted), bool_or(alive AND seen.period && guarded),
        count(*) FILTER (WHERE alive AND lower(seen.period) <@ day), bool_or(NOT alive)
      INTO in_the_way, between_them, begun, run_out
      FROM (
        SELECT near.period, near.until IS NULL OR near.until > moment AS alive
        FROM bookings_assignment AS near
        WHERE int8range(near.worker_id, near.worker_id, '[]') && int8range(workers[place], workers[place], '[]')
          AND near.period && range_merge(guarded, day)
          AND near.status IN ('held', 'reserved', 'fixed') AND near.id <> ALL (instead_of)
      ) AS seen;
      IF run_out THEN
        UPDATE bookings_assignment AS gone SET status = 'released', until = NULL
        WHERE gone.worker_id = workers[place] AND gone.status IN ('held', 'reserved') AND gone.until <= moment;
      END IF;
      outcome := CASE WHEN in_the_way THEN 'taken' WHEN between_them THEN 'guard' WHEN begun >= caps[place] THEN 'cap' END;
      IF outcome IS NOT NULL THEN
        refused := workers[place];
        RAISE SQLSTATE 'BK001';
      END IF;
    END LOOP;

    IF cardinality(instead_of) > 0 THEN
      UPDATE bookings_assignment AS old SET status = 'released', until = NULL WHERE old.id = ANY (instead_of) AND old.status <> 'released';
    END IF;
    FOR place IN 1 .. cardinality(workers) LOOP
      INSERT INTO bookings_assignment (worker_id, visit_id, period, status, until, lat, lng)
      VALUES (workers[place], of_visit, wanted, as_status, keep_until, at_lat, at_lng) RETURNING bookings_assignment.id INTO fresh;
      ids := ids || fresh;
    END LOOP;
    outcome := 'ok';
  EXCEPTION
    WHEN SQLSTATE 'BK001' THEN
      ids := '{}';
    WHEN exclusion_violation THEN
      -- The last word of the constraint; the lock should have spoken before.
      outcome := 'taken';
      ids := '{}';
  END;
END $$;
