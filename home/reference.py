"""The first page tree: front page, news with its three sections, site settings. Staff may change all of it afterwards."""

from pathlib import Path

from django.contrib.auth.models import Permission
from wagtail.models import Locale, Page, Site

from cms.articles.models import NewsIndexPage, SectionPage
from cms.pages.models import LegalPage
from core.content import bump
from core.reference import missing, read_json, reference
from home.models import HomePage, MenuLink, SiteSettings
from home.states import Menu
from members.roles import Role
from members.services import role_group

DATA = Path(__file__).parent / "data"
TREE = DATA / "tree.json"
KIND = "page_tree"
WELCOME_SLUG = "home"
REDIRECT_RIGHTS = ("add_redirect", "change_redirect", "delete_redirect")


@reference("home.tree", order=30)
def load_tree() -> int:
    """The front page as root of the default site in place of Wagtail's welcome page, and the news below it."""
    data = read_json(TREE)
    if not missing(KIND, [{"code": "home"}]) or HomePage.objects.exists():
        return 0
    root = Page.get_first_root_node()
    Page.objects.filter(pk=root.pk, title="Root").update(title=data["root"], draft_title=data["root"])
    root.get_children().filter(slug=WELCOME_SLUG).update(slug="welcome", url_path="/welcome/", title="欢迎页", draft_title="欢迎页")
    front = root.add_child(instance=HomePage(title=data["home"]["title"], slug=WELCOME_SLUG, search_description=data["home"]["search_description"]))
    front.body = data["home"]["body"]
    front.save_revision().publish()
    _point_site_at(front)
    root.get_children().filter(slug="welcome").first().delete()
    front.refresh_from_db()
    return 1 + _news(front, data["news"])


def _point_site_at(front: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    site.root_page, site.site_name = front, "有邻"
    site.save()
    SiteSettings.objects.get_or_create(site=site)


def _news(front: HomePage, data: dict) -> int:
    index = front.add_child(instance=NewsIndexPage(title=data["title"], slug=data["slug"], intro=data["intro"], show_in_menus=True))
    index.save_revision().publish()
    for row in data["sections"]:
        page = index.add_child(instance=SectionPage(title=row["title"], slug=row["slug"], section=row["section"], intro=row["intro"], show_in_menus=True))
        page.save_revision().publish()
    return 1 + len(data["sections"])


@reference("home.rights", order=42)
def load_rights() -> int:
    """Who may change the site's numbers and names in the admin. Once: staff may change it."""
    roles = (Role.PUBLISHER, Role.ADMINISTRATOR)
    if not missing("site_rights", [{"code": "sitesettings"}]):
        return 0
    permission = Permission.objects.get(content_type__app_label="home", codename="change_sitesettings")
    for role in roles:
        role_group(role.value).permissions.add(permission)
    return len(roles)


@reference("home.menus", order=31)
def load_menus() -> int:
    """The menus as they are at first. Each entry once: one that staff deleted does not come back."""
    rows = missing("menu_link", read_json(DATA / "menus.json"))
    if rows:
        MenuLink.objects.bulk_create([MenuLink(**{name: value for name, value in row.items() if name != "code"}) for row in rows])
        bump("settings")
    return len(rows)


@reference("home.redirect_rights", order=43)
def load_redirect_rights() -> int:
    """Who may lead old addresses on (POR-08). Once: staff may change it."""
    if not missing("site_rights", [{"code": "redirects"}]):
        return 0
    permissions = Permission.objects.filter(content_type__app_label="wagtailredirects", codename__in=REDIRECT_RIGHTS)
    for role in (Role.PUBLISHER, Role.ADMINISTRATOR):
        role_group(role.value).permissions.add(*permissions)
    return 2


@reference("home.legal_menu", order=47)
def load_legal_menu() -> int:
    """The pages that people hold us to, in the footer of every page. Each once: one that staff deleted does not come back."""
    pages = {page.slug: page for page in LegalPage.objects.order_by("path")}
    rows = missing("menu_link", [{"code": f"foot_about:{slug}", "slug": slug} for slug in pages])
    for place, row in enumerate(rows):
        page = pages[row["slug"]]
        MenuLink.objects.create(menu=Menu.FOOT_ABOUT, label=page.title[:12], page=page.page_ptr, position=10 + 10 * place)
    if rows:
        bump("settings")
    return len(rows)


@reference("home.languages", order=32)
def load_languages() -> int:
    """The second language of pages, and who may ask for a translation. Once: staff may change it."""
    rows = missing("language", [{"code": "en"}])
    if rows:
        Locale.objects.get_or_create(language_code="en")
        permission = Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation")
        for role in (Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR):
            role_group(role.value).permissions.add(permission)
    return len(rows)
