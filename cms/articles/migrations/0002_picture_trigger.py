"""A picture that editors replace, reword or delete changes the pages that show it."""

from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("core", "0001_initial"), ("media", "0001_initial")]
    operations = [run_sql(__file__)]
