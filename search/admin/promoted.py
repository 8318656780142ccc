"""查询词推广: what comes first for a word, from a day to a day. The results always say that an editor put it there."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.ui.tables import BaseColumn, Column

from core import clock
from core.admin import ServiceCreateView, ServiceViewSet
from core.templatetags.ui import badge
from search import lexicon
from search.admin.words import WordEdit, WordIndex
from search.forms import PromotedForm, addresses
from search.lexicon import Promotion
from search.models import PromotedTerm
from search.models.promoted import MOST_SHOWN
from search.normalise import normalise
from search.promotions import reached
from search.services import words

USUAL_DAYS = 30


def standing(row: PromotedTerm) -> str:
    """Whether it works today."""
    today = timezone.localdate(clock.now())
    if not row.active:
        return badge("停用", "warn")
    if row.starts_on > today:
        return badge("还没开始", "info")
    return badge("生效中", "ok") if row.ends_on >= today else badge("已结束")


class PromotedIndex(WordIndex):
    """The last to end first."""

    nothing_here = "还没有。给一个查询词定好先给谁看、从哪天到哪天、为什么；结果上总会标出「推荐」。"

    @property
    def columns(self) -> list[BaseColumn]:
        """Word, days, how many, whether it works."""
        return [
            self._get_title_column("word"),
            Column("shown", label="先给几个", accessor=lambda row: len(row.shown)),
            Column("days", label="哪些天", accessor=lambda row: f"{row.starts_on} 到 {row.ends_on}"),
            Column("why", label="为什么"),
            Column("active", label="状态", accessor=standing),
        ]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """By their end."""
        return queryset.order_by("-ends_on", "-pk")


class PromotedCreate(ServiceCreateView):
    """Begins with what a link brings along: a word, addresses."""

    def get_initial(self) -> dict[str, Any]:
        """Of the address; a month from today."""
        today = timezone.localdate(clock.now())
        given = {"word": self.request.GET.get("word", "")[:20].strip(), "shown": "\n".join(self.request.GET.getlist("shown")[:MOST_SHOWN])[:1500]}
        return {
            **super().get_initial(),
            "starts_on": today,
            "ends_on": today + timedelta(days=USUAL_DAYS - 1),
            **{name: text for name, text in given.items() if text},
        }


class PromotedEdit(WordEdit):
    """With what it shows by name, and the words it speaks for besides its own."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """Names and words."""
        row = self.object
        promotion = Promotion(normalise(row.word), row.widely, tuple(row.shown), row.starts_on, row.ends_on)
        found = {"names": addresses(row.shown), "also": reached(promotion, lexicon.current()), "standing_badge": standing(row)}
        return {**super().get_context_data(**options), **found}


class PromotedViewSet(ServiceViewSet):
    """查询词推广."""

    model = PromotedTerm
    url_prefix, menu_label, menu_order, icon = "search-promotions", "查询词推广", 40, "pick"
    add_to_admin_menu = False
    index_view_class, add_view_class, edit_view_class = PromotedIndex, PromotedCreate, PromotedEdit
    create_template_name = "core/admin/kept_create.html"
    edit_template_name = "search/admin/promoted.html"
    index_template_name = WordIndex.template_name
    index_results_template_name = WordIndex.results_template_name
    search_backend_name = None
    search_fields = ("word", "why")
    list_per_page = 50
    create_service = staticmethod(words.promote)
    update_service = staticmethod(words.change_promotion)
    delete_service = staticmethod(words.remove_word)

    def get_form_class(self, for_update: bool = False) -> type:
        """The form."""
        return PromotedForm
