"""The statements of the drain. All times are the database's, so that processes with different clocks agree."""

# Class 7001 of advisory locks belongs to key partitions, 7002 to handlers.
LOCK_PARTITIONS = "SELECT p FROM generate_series(0, 15) AS p WHERE pg_try_advisory_xact_lock(7001, p)"
LOCK_HANDLER = "SELECT pg_try_advisory_xact_lock(7002, (hashtextextended(%s, 0) & 2147483647)::int)"

NEW_EVENTS = """
SELECT id, name, key, ids, partition FROM outbox_outboxevent
WHERE dispatched_at IS NULL AND partition = ANY(%s) ORDER BY id LIMIT %s
"""
MARK_DISPATCHED = "UPDATE outbox_outboxevent SET dispatched_at = clock_timestamp() WHERE id = ANY(%s)"

# Open tasks hold back later events of the same (handler, key).
OPEN_KEYS = "SELECT DISTINCT handler, key FROM outbox_outboxtask WHERE state IN ('pending', 'leased') AND handler = ANY(%s)"
ADD_TASKS = """
INSERT INTO outbox_outboxtask (event_id, handler, key, partition, state, attempts, not_before)
SELECT e, h, k, p, 'pending', 0, clock_timestamp() FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::smallint[]) AS t(e, h, k, p)
ON CONFLICT (event_id, handler) DO NOTHING
"""

# Which handlers owe something: one look into the index for each of them, however much they owe.
OWING = """
WITH RECURSIVE owing AS (
    (SELECT handler FROM outbox_outboxtask WHERE state IN ('pending', 'leased') ORDER BY handler LIMIT 1)
    UNION ALL
    SELECT (SELECT t.handler FROM outbox_outboxtask t WHERE t.state IN ('pending', 'leased') AND t.handler > o.handler ORDER BY t.handler LIMIT 1)
    FROM owing o WHERE o.handler IS NOT NULL
)
SELECT handler FROM owing WHERE handler IS NOT NULL
"""
# One moment for the whole statement: by a running clock an earlier task may look leased and, for its follower, already free again.
CLAIM = """
WITH due AS (
    SELECT t.id FROM outbox_outboxtask t
    WHERE t.handler = %(handler)s
      AND (t.state = 'pending' AND t.not_before <= statement_timestamp() OR t.state = 'leased' AND t.leased_until < statement_timestamp())
      AND NOT EXISTS (
        SELECT 1 FROM outbox_outboxtask b WHERE b.handler = t.handler AND b.key = t.key AND b.event_id < t.event_id
          AND (b.state = 'leased' AND b.leased_until >= statement_timestamp() OR b.state = 'pending' AND b.not_before > statement_timestamp()))
    ORDER BY t.event_id LIMIT %(size)s FOR UPDATE OF t
)
UPDATE outbox_outboxtask t
SET state = 'leased', attempts = t.attempts + 1, leased_until = statement_timestamp() + make_interval(secs => %(lease)s)
FROM due, outbox_outboxevent e WHERE t.id = due.id AND e.id = t.event_id
RETURNING e.id, e.name, e.key, e.ids
"""
MARK_DONE = """
UPDATE outbox_outboxtask SET state = 'done', finished_at = clock_timestamp(), leased_until = NULL, error = ''
WHERE handler = %s AND event_id = ANY(%s) AND state = 'leased'
"""
# Delay 1 s, 2 s, 4 s … up to an hour.
MARK_FAILED = """
UPDATE outbox_outboxtask SET error = %(error)s, leased_until = NULL,
  state = CASE WHEN attempts >= %(max)s THEN 'dead' ELSE 'pending' END,
  not_before = clock_timestamp() + make_interval(secs => least(3600, power(2, least(attempts, 12) - 1)))
WHERE handler = %(handler)s AND event_id = ANY(%(ids)s)
"""
RELEASE = """
UPDATE outbox_outboxtask SET state = 'pending', attempts = attempts - 1, leased_until = NULL, not_before = clock_timestamp()
WHERE handler = %s AND event_id = ANY(%s)
"""
LAST_EVENT = "SELECT coalesce(max(id), 0) FROM outbox_outboxevent"
UNFINISHED = """
SELECT (SELECT count(*) FROM outbox_outboxevent WHERE dispatched_at IS NULL AND id > %(after)s AND id <= %(upto)s)
  + (SELECT count(*) FROM outbox_outboxtask WHERE state IN ('pending', 'leased') AND event_id > %(after)s AND event_id <= %(upto)s),
  (SELECT count(*) FROM outbox_outboxtask WHERE state = 'dead' AND event_id > %(after)s AND event_id <= %(upto)s)
"""
RETRY_DEAD = """
UPDATE outbox_outboxtask SET state = 'pending', attempts = 0, not_before = clock_timestamp(), error = '' WHERE state = 'dead' AND id = ANY(%s)
"""
PURGE = """
WITH old AS (
  SELECT e.id FROM outbox_outboxevent e WHERE e.dispatched_at < %s
    AND NOT EXISTS (SELECT 1 FROM outbox_outboxtask t WHERE t.event_id = e.id AND t.state <> 'done') ORDER BY e.id LIMIT 10000
), gone AS (DELETE FROM outbox_outboxtask WHERE event_id IN (SELECT id FROM old))
DELETE FROM outbox_outboxevent WHERE id IN (SELECT id FROM old)
"""
STATUS = """
SELECT (SELECT count(*) FROM outbox_outboxevent WHERE dispatched_at IS NULL),
       (SELECT count(*) FROM outbox_outboxtask WHERE state IN ('pending', 'leased')),
       (SELECT count(*) FROM outbox_outboxtask WHERE state = 'dead'),
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM outbox_outboxevent WHERE dispatched_at IS NULL),
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.created_at)), 0) FROM outbox_outboxtask t JOIN outbox_outboxevent e ON e.id = t.event_id
         WHERE t.state IN ('pending', 'leased'))
"""
