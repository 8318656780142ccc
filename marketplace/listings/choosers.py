"""Offers for editors to choose from."""

from django.apps import apps
from django.db.models import QuerySet

from core import clock
from core.choosers import PublicChooser


class OfferChooser(PublicChooser):
    """What is offered now, the newest first."""

    model = "listings.Listing"
    icon = "tasks"
    choose_one_text = "选一项服务"
    texts = ("title", "enterprise__legal_name", "enterprise__short_name")

    def get_object_list(self) -> QuerySet:
        """Offers that the public may see. Called on the view."""
        return apps.get_model("listings.Listing").objects.public(clock.now()).filter(side="offer").newest_first()


offer_chooser = OfferChooser("listings_offer_chooser", url_prefix="marketplace-listings-chooser")
OfferChooserBlock = offer_chooser.get_block_class(name="OfferChooserBlock", module_path="marketplace.listings.choosers")
