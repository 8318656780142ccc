from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    """What it looks like, for whoever decides whether to come."""

    dependencies = [("urgent", "0003_urgent_orders")]
    operations = [
        migrations.AddField("urgentorder", "photos", ArrayField(models.UUIDField(), blank=True, default=list, verbose_name="照片")),
    ]
