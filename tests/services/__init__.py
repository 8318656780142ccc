"""The real services of the suite: PostgreSQL, Redis, Elasticsearch and Chromium; none of them is replaced by a stand-in.

A server is shared by all test processes that run at the same time (`sharing.Shared`): the first that needs it starts it, the last
that leaves stops it. What a server keeps between runs (the migrated template, Elasticsearch's jars) lies in `place.TEST_DIR`.
"""
