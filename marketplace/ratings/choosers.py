"""Ratings for editors to choose from."""

from django.apps import apps
from django.db.models import QuerySet

from core.choosers import PublicChooser


class RatingChooser(PublicChooser):
    """What was said in public, the newest first; by its words, not by its stars."""

    model = "ratings.Rating"
    icon = "star"
    choose_one_text = "选一条评价"
    texts = ("text", "booking__title", "enterprise__legal_name", "enterprise__short_name", "worker__called")

    def get_object_list(self) -> QuerySet:
        """Ratings that the public may see. Called on the view."""
        return apps.get_model("ratings.Rating").objects.public().exclude(text="").with_names().order_by("-pk")


rating_chooser = RatingChooser("ratings_chooser", url_prefix="marketplace-ratings-chooser")
RatingChooserBlock = rating_chooser.get_block_class(name="RatingChooserBlock", module_path="marketplace.ratings.choosers")
