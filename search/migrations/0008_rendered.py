from django.db import migrations

# A hit carries what leaves the server as finished JSON, and beside it what only the presenter looks at.
FORWARD = """
UPDATE search_searchdocument SET source = rendered.new::text, index_body = ((index_body::jsonb - 'render') || jsonb_build_object('hit', rendered.new))::text
  FROM (
    SELECT id, jsonb_build_object('key', type || ':' || object_id, 'title', old -> 'title', 'tags', old -> 'tags', 'place', old -> 'place',
                                  'shown', (old - 'tags' - 'place')::text) AS new
      FROM (SELECT id, type, object_id, source::jsonb AS old FROM search_searchdocument WHERE source <> '') written
  ) rendered
 WHERE rendered.id = search_searchdocument.id
"""
BACK = """
UPDATE search_searchdocument SET source = rendered.old::text, index_body = ((index_body::jsonb - 'hit') || jsonb_build_object('render', rendered.old))::text
  FROM (
    SELECT id, (new ->> 'shown')::jsonb || jsonb_build_object('tags', new -> 'tags', 'place', new -> 'place') AS old
      FROM (SELECT id, source::jsonb AS new FROM search_searchdocument WHERE source <> '') written
  ) rendered
 WHERE rendered.id = search_searchdocument.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0007_promoted"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
