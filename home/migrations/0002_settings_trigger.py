"""Header and footer are part of every stored page: a change of the site's settings or addresses raises their version."""

from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("core", "0001_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [run_sql(__file__)]
