"""The embedded mode: a real PostgreSQL from a wheel, the web server and the background process, started and stopped as one.

`manage.py up` is the only caller in production; the test suite starts its servers from the same `Cluster`. Nothing here imports
models: it must work before the database exists. Three ideas carry it:

- The wheel's programs are run directly (`initdb`, `postgres`), with a configuration file of our own, listening on a socket only.
- Every program that was started is known by its pid *and* the moment it started, because a pid alone is reused.
- What was prepared (migrations, reference data, static files) is stamped with a hash, so that a second start does nothing twice.
"""
