"""Enterprises for editors to choose from."""

from django.apps import apps
from django.db.models import QuerySet

from core.choosers import PublicChooser


class EnterpriseChooser(PublicChooser):
    """Admitted enterprises, the latest first."""

    model = "enterprises.Enterprise"
    icon = "group"
    choose_one_text = "选一家企业"
    texts = ("legal_name", "short_name")

    def get_object_list(self) -> QuerySet:
        """Enterprises that the public may see. Called on the view."""
        return apps.get_model("enterprises.Enterprise").objects.public().order_by("-approved_at", "-pk")


enterprise_chooser = EnterpriseChooser("enterprises_chooser", url_prefix="marketplace-enterprises-chooser")
EnterpriseChooserBlock = enterprise_chooser.get_block_class(name="EnterpriseChooserBlock", module_path="marketplace.enterprises.choosers")
