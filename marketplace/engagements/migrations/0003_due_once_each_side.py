from django.db import migrations, models


class Migration(migrations.Migration):
    """The family has ended without notice, then the provider leaves before that day: both owe for notice."""

    dependencies = [
        ("engagements", "0002_never_edited"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="engagementdue",
            name="engagements_due_once",
        ),
        migrations.AddConstraint(
            model_name="engagementdue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["notice", "extra"])), fields=("engagement", "kind", "payer"), name="engagements_due_once"
            ),
        ),
    ]
