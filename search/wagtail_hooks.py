"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from core.admin import RightMenuItem
from search import admin


class WordsGroup(ModelViewSetGroup):
    """搜索用词: one menu for the four tables."""

    menu_label = "搜索用词"
    menu_icon = "resubmit"
    menu_order = 252
    items = (
        admin.SynonymViewSet("search_synonyms"),
        admin.TypoViewSet("search_typos"),
        admin.PhraseViewSet("search_phrases"),
        admin.PromotedViewSet("search_promotions"),
    )


@hooks.register("register_admin_viewset")
def screens() -> WordsGroup:
    """同义词、错别字、问法、查询词推广."""
    return WordsGroup()


@hooks.register("register_admin_urls")
def search_urls() -> list:
    """The demand, a draft from it, how a text is read."""
    return [
        path("search-demand/", admin.report, name=admin.DEMAND),
        path("search-demand/draft/", admin.start_draft, name=admin.DRAFT),
        path("search-demand/try/", admin.try_out, name=admin.TRY),
    ]


@hooks.register("register_admin_menu_item")
def demand_menu_item() -> RightMenuItem:
    """大家在找什么."""
    return RightMenuItem("大家在找什么", reverse_lazy(admin.DEMAND), icon_name="search", order=220, right=("read", "search_admin"))
