"""同义词、错别字、问法: the words that searches go by, each with its history."""

from functools import partial
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column

from core.admin import ServiceCreateView, ServiceEditView, ServiceViewSet, StaffIndexView
from core.revisions import revisions_of
from core.templatetags.ui import badge
from search.forms import PhraseForm, SynonymForm, TypoForm
from search.models import Phrase, PhraseKind, SynonymSet, TypoPair
from search.services import words


def _on(row: Any) -> str:
    return badge("启用", "ok") if row.active else badge("停用", "warn")


class PhraseFilter(WagtailFilterSet):
    """By what it says."""

    kind = django_filters.ChoiceFilter(label="意思", choices=PhraseKind.choices, empty_label="全部")

    class Meta:
        model = Phrase
        fields: ClassVar[list[str]] = []


class WordIndex(StaffIndexView):
    """One of the three tables; says which version of the words is in effect."""

    template_name = "search/admin/words.html"
    nothing_here = "还没有。"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the version."""
        return {**super().get_context_data(*args, **kwargs), "words_version": words.words_version()}


class SynonymIndex(WordIndex):
    """By the first word."""

    @property
    def columns(self) -> list[BaseColumn]:
        """The words, what they find."""
        title = self._get_title_column("words", accessor=lambda row: "、".join(row.words))
        finds = Column("targets", label="就去找", accessor=lambda row: "、".join(row.targets) or "互相找得到")
        return [title, finds, Column("active", label="状态", accessor=_on)]

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """By any of its words."""
        text = self.search_query
        return queryset.filter(words__contains=[text]) | queryset.filter(targets__contains=[text]) if text else queryset

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """The newest first: what was just added is what is looked at."""
        return queryset.order_by("-pk")


class TypoIndex(WordIndex):
    """By what is written."""

    @property
    def columns(self) -> list[BaseColumn]:
        """Slip and word."""
        return [self._get_title_column("wrong"), Column("right", label="本意"), Column("active", label="状态", accessor=_on)]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """The newest first."""
        return queryset.order_by("-pk")


class PhraseIndex(WordIndex):
    """By what they say."""

    @property
    def columns(self) -> list[BaseColumn]:
        """Phrase and meaning."""
        return [self._get_title_column("text"), Column("get_kind_display", label="意思"), Column("active", label="状态", accessor=_on)]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """The newest first."""
        return queryset.order_by("-pk")


class WordCreate(ServiceCreateView):
    """Begins with what a link brings along: a query that found nothing."""

    def get_initial(self) -> dict[str, Any]:
        """The word of the address."""
        text = self.request.GET.get("word", "")[:20].strip()
        return {**super().get_initial(), **({self.takes: [text] if self.takes == "words" else text} if text else {})}

    @property
    def takes(self) -> str:
        """The field that a word of the address goes into."""
        return {SynonymSet: "words", TypoPair: "wrong", Phrase: "text"}[self.model]


class WordEdit(ServiceEditView):
    """With the revisions: when, by whom."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """The last of them."""
        return {**super().get_context_data(**options), "revisions": revisions_of(self.object)}


class _WordViewSet(ServiceViewSet):
    add_to_admin_menu = False
    add_view_class = WordCreate
    edit_view_class = WordEdit
    create_template_name = "core/admin/kept_create.html"
    edit_template_name = "core/admin/kept_edit.html"
    index_template_name = WordIndex.template_name
    index_results_template_name = WordIndex.results_template_name
    search_backend_name = None
    list_per_page = 50
    form: ClassVar[Any]
    update_service = staticmethod(words.change_word)
    delete_service = staticmethod(words.remove_word)

    def get_form_class(self, for_update: bool = False) -> type:
        """The form."""
        return self.form


def _adding(model: type) -> Any:
    def add(**fields: Any) -> Any:
        return words.add_word(model(), **fields)

    return staticmethod(partial(add))


class SynonymViewSet(_WordViewSet):
    """同义词."""

    model, form, index_view_class = SynonymSet, SynonymForm, SynonymIndex
    url_prefix, menu_label, menu_order, icon = "search-synonyms", "同义词", 10, "resubmit"
    search_fields = ("words",)
    create_service = _adding(SynonymSet)


class TypoViewSet(_WordViewSet):
    """错别字."""

    model, form, index_view_class = TypoPair, TypoForm, TypoIndex
    url_prefix, menu_label, menu_order, icon = "search-typos", "错别字", 20, "edit"
    search_fields = ("wrong", "right")
    create_service = _adding(TypoPair)


class PhraseViewSet(_WordViewSet):
    """问法."""

    model, form, index_view_class = Phrase, PhraseForm, PhraseIndex
    url_prefix, menu_label, menu_order, icon = "search-phrases", "问法", 30, "comment"
    search_fields = ("text",)
    filterset_class = PhraseFilter
    create_service = _adding(Phrase)
