"""Receivers and chosen positions are written after the page that shows them, so each of them changes the pages by itself."""

from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_labour"), ("articles", "0002_picture_trigger")]
    operations = [run_sql(__file__)]
