"""Choosers of our rows for editors: Wagtail's modal over what the public may see, found by words, for those who write articles.

A slice subclasses `PublicChooser`, names its model by string (blocks use its widget while models load), says which rows are public and
which texts to look in, and registers it in its `wagtail_hooks`.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from core.admin import require_staff
from core.texts import whole

BIGGEST = 2**63 - 1


def _number(text: str) -> int:
    return whole(text) or 0


class WordFilter(BaseFilterForm):
    """A word that stands in one of the texts."""

    q = forms.CharField(label="找", required=False, max_length=40, widget=forms.TextInput(attrs={"placeholder": "名称里的字"}))
    texts: ClassVar[tuple[str, ...]] = ()

    def filter(self, objects: QuerySet) -> QuerySet:
        """Those with the word."""
        word = self.cleaned_data.get("q", "")
        if not word:
            return objects
        self.is_searching, self.search_query = True, word
        found = Q()
        for name in self.texts:
            found |= Q(**{f"{name}__icontains": word})
        return objects.filter(found)


class _ForEditors:
    """Only those who write articles; everybody else gets 403 and leaves an audit row."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask the right before anything is read."""
        require_staff("update", "article")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def can_create(self) -> bool:
        """Nothing is made here."""
        return False


class _Choose(_ForEditors, ChooseView):
    pass


class _Results(_ForEditors, ChooseResultsView):
    pass


class _Chosen(_ForEditors, ChosenView):
    def get_object(self, pk: str) -> Any:
        """The row; 404 for what is no number."""
        number = _number(pk)
        if not number:
            raise Http404
        return super().get_object(number)


class _ChosenMany(_ForEditors, ChosenMultipleView):
    def get_objects(self, pks: Sequence[str]) -> QuerySet:
        """The rows of those that are numbers."""
        return super().get_objects([number for number in map(_number, pks) if number])


class PublicChooser(ChooserViewSet):
    """A chooser without a form to make something."""

    choose_view_class = _Choose
    choose_results_view_class = _Results
    chosen_view_class = _Chosen
    chosen_multiple_view_class = _ChosenMany
    register_widget = False
    per_page = 20
    search_tab_label = "查找"
    choose_another_text = "换一个"
    edit_item_text = "看"
    texts: ClassVar[tuple[str, ...]] = ()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With the filter by words."""
        return super().get_common_view_kwargs(filter_form_class=type("TextFilter", (WordFilter,), {"texts": self.texts}), **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """All but the one that would make something."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
