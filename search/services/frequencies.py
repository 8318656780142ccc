"""How often each token stands in the projection: what makes a rare word count more, the same in both engines."""

from django.db import connection, transaction

SAMPLE = 20_000
# `ts_stat` reads every vector it is given, so a large projection is sampled; rare tokens need no row (they count as rare).
COUNT = "SELECT count(*) FROM search_searchdocument WHERE NOT deleted"
STATISTICS = """
INSERT INTO search_termfrequency (token, documents)
SELECT left(word, 130), round(ndoc * %s)::int FROM ts_stat(%s) WHERE word !~ '^:' AND ndoc * %s >= %s AND length(word) <= 130
ON CONFLICT DO NOTHING
"""


NEWEST = "SELECT coalesce(max(version), 0) FROM search_searchdocument"
# One count at a time: two at once would each write the rows that the other cannot see yet. Readers do not wait.
ALONE = "LOCK TABLE search_termfrequency IN SHARE ROW EXCLUSIVE MODE"
# Kept beside the tokens: the version of the projection that was counted (modulo what an integer holds).
COUNTED = ":version"


def rebuild_if_changed() -> bool:
    """Count anew when the projection has changed since the last time."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        version = cursor.fetchone()[0] % 2**31
        cursor.execute("SELECT documents FROM search_termfrequency WHERE token = %s", [COUNTED])
        if cursor.fetchone() == (version,):
            return False
    rebuild()
    return True


def rebuild() -> int:
    """Count anew; returns the number of documents. Reads at most about 20,000 documents."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(COUNT)
        total = cursor.fetchone()[0]
        part = min(1.0, SAMPLE / total) if total else 1.0
        sample = "" if part == 1.0 else f" TABLESAMPLE BERNOULLI ({part * 100:.4f}) REPEATABLE (1)"
        cursor.execute("DELETE FROM search_termfrequency")
        factor = 1 / part
        cursor.execute(STATISTICS, [factor, f"SELECT match FROM search_searchdocument{sample} WHERE NOT deleted", factor, max(2, total / 2000)])  # noqa: S608
        cursor.execute(NEWEST)
        version = cursor.fetchone()[0] % 2**31
        cursor.execute("INSERT INTO search_termfrequency (token, documents) VALUES ('', %s), (%s, %s)", [total, COUNTED, version])
    return total
