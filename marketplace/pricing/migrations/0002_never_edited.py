from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """A range is never edited or deleted; the one change there is: it is withdrawn, once."""

    dependencies = [("pricing", "0001_guidance")]
    operations = [run_sql(__file__)]
