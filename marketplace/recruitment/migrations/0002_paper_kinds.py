"""What a posting asks for and a person has are the papers that workers have, by the same names: the links are copied by code."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LINKED = ("JobPosting", "Application")


def copy(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every link to a certificate becomes one to the kind of paper of the same code; a kind that is not there yet is made, and noted as loaded."""
    certificates, kinds, stamps = apps.get_model("recruitment", "Certificate"), apps.get_model("workers", "PaperKind"), apps.get_model("core", "ReferenceStamp")
    known = {kind.code: kind.pk for kind in kinds.objects.all()}
    place = len(known)
    found = {}
    for row in certificates.objects.order_by("position", "pk"):
        if row.code not in known:
            known[row.code] = kinds.objects.create(code=row.code, name=row.name, group="skill", position=place, active=row.active).pk
            stamps.objects.get_or_create(kind="paper_kind", code=row.code)
            place += 1
        found[row.pk] = known[row.code]
    for name in LINKED:
        model = apps.get_model("recruitment", name)
        before, after = model.certificates.through, model.held_kinds.through
        own = f"{name.lower()}_id"
        links = before.objects.values_list(own, "certificate_id")
        after.objects.bulk_create([after(**{own: number, "paperkind_id": found[certificate]}) for number, certificate in links], batch_size=2_000)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("recruitment", "0001_recruitment"), ("workers", "0002_spot_checks")]

    operations = [
        *(
            migrations.AddField(name.lower(), "held_kinds", models.ManyToManyField(blank=True, related_name="+", to="workers.paperkind", verbose_name=label))
            for name, label in zip(LINKED, ("要求的证书", "有的证书"), strict=True)
        ),
        migrations.RunPython(copy, migrations.RunPython.noop, elidable=False),
    ]
