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


def rebuild() -> int:
    """Count anew; returns the number of documents. Reads at most about 20,000 documents."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT)
        total = cursor.fetchone()[0]
        part = min(1.0, SAMPLE / total) if total else 1.0
        sample = "" if part == 1.0 else f" TABLESAMPLE BERNOULLI ({part * 100:.4f}) REPEATABLE (1)"
        cursor.execute("DELETE FROM search_termfrequency")
        factor = 1 / part
        cursor.execute(STATISTICS, [factor, f"SELECT match FROM search_searchdocument{sample} WHERE NOT deleted", factor, max(2, total / 2000)])  # noqa: S608
        cursor.execute("INSERT INTO search_termfrequency (token, documents) VALUES ('', %s)", [total])
    return total
