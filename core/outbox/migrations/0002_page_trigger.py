from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """A page that changes, however it is changed, publishes page.changed and raises the version of "pages"."""

    dependencies = [("outbox", "0001_initial"), ("core", "0002_append_only"), ("wagtailcore", "0098_apitoken")]
    operations = [run_sql(__file__)]
