import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which offers an outlet provides."""

    dependencies = [
        ("enterprises", "0004_agreements"),
        ("listings", "0004_former_prices"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutletOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "listing",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="at_outlets", to="listings.listing", verbose_name="服务"),
                ),
                ("outlet", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="enterprises.outlet", verbose_name="门店")),
            ],
            options={
                "verbose_name": "门店做的服务",
                "verbose_name_plural": "门店做的服务",
                "constraints": [models.UniqueConstraint(fields=("outlet", "listing"), name="listings_at_outlet_once")],
            },
        ),
    ]
