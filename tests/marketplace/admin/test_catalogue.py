"""服务目录 in the back office: extend, rename, reorder, merge, retire without code; old links lead on (CLS-05)."""

import pytest
from django.test import Client

from core.audit.models import AuditEntry
from core.outbox.testing import drain_all
from marketplace.catalog.models import Category, CategoryRedirect, ServiceType
from marketplace.catalog.queries import category_tree
from marketplace.listings.models import Listing
from members.models import User
from members.roles import STAFF_ROLES, Role
from tests.marketplace.factories import category, make_application, make_enterprise, make_listing, unit
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
CATEGORIES = "/admin/marketplace-catalog-categories/"
SERVICES = "/admin/marketplace-catalog-service-types/"
READERS = {Role.EDITOR, Role.PUBLISHER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR}
CHANGERS = READERS - {Role.AUDITOR}
MERGERS = CHANGERS - {Role.EDITOR}


def entered(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def form_of(row: Category, **changes: object) -> dict[str, object]:
    """What the screen of a category sends."""
    held = {name: getattr(row, name) for name in ("name", "name_en", "slug", "position", "summary", "art")}
    return {**held, "parent": row.parent_id or "", "aliases": "\n".join(row.aliases), "units": row.units, **changes}


def test_a_category_is_added_and_has_a_page_at_once() -> None:
    top, publisher = category("家政服务"), make_staff(Role.PUBLISHER)
    data = {
        "name": "收纳整理",
        "slug": "tidying",
        "parent": top.pk,
        "summary": "衣柜到厨房",
        "aliases": "整理师\n收纳师\n\n收纳师",
        "units": ["hour"],
        "art": "wardrobe",
    }
    answer = entered(publisher).post(f"{CATEGORIES}new/", data)
    assert answer.status_code == 302
    row = Category.objects.get(slug="tidying")
    assert (row.parent, row.aliases, row.units, row.code) == (top, ["整理师", "收纳师"], ["hour"], "tidying")
    assert row.position > max(child.position for child in top.children.exclude(pk=row.pk))
    assert "收纳整理" in Client().get("/services/tidying/").content.decode()
    assert AuditEntry.objects.filter(function="category.add", user_id=publisher.pk, object_id=str(row.pk)).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "月嫂"}, "name"),
        ({"slug": "Big Slug"}, "slug"),
        ({"slug": "nanny"}, "slug"),
        ({"position": "-1"}, "position"),
        ({"position": "many"}, "position"),
        ({"units": ["parsec"]}, "units"),
        ({"parent": "999999"}, "parent"),
        ({"aliases": "长" * 21}, "aliases"),
        ({"name": "名\x00称"}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(changes: dict[str, object], field: str) -> None:
    before = Category.objects.count()
    taken = category("月嫂")
    data = {"name": "收纳整理", "slug": "tidying", "parent": taken.parent_id, **changes}
    if changes == {"slug": "nanny"}:
        data["slug"] = taken.slug
    answer = entered(make_staff(Role.PUBLISHER)).post(f"{CATEGORIES}new/", data)
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert Category.objects.count() == before


def test_renaming_keeps_old_links_alive() -> None:
    row, client = category("月嫂"), entered(make_staff(Role.EDITOR))
    old = row.slug
    assert client.post(f"{CATEGORIES}edit/{row.pk}/", form_of(row, name="母婴护理", slug="mother-and-baby")).status_code == 302
    visitor = Client()
    assert visitor.get(f"/services/{old}/")["Location"] == "/services/mother-and-baby/"
    assert "母婴护理" in visitor.get("/services/mother-and-baby/").content.decode()
    assert f"/services/{old}/" in client.get(f"{CATEGORIES}edit/{row.pk}/").content.decode()
    assert AuditEntry.objects.get(function="category.change").detail == {"fields": ["name", "slug"]}


def test_a_step_up_changes_the_order_that_visitors_see() -> None:
    top = category("家政服务")
    client = entered(make_staff(Role.EDITOR))

    def order() -> list[str]:
        return [node.name for node in next(one for one in category_tree() if one.id == top.pk).children]

    first, second, *rest = order()
    assert client.post(f"{CATEGORIES}{category(second).pk}/shift/up/").status_code == 302
    assert order() == [second, first, *rest]
    assert "已经在头上了" in client.post(f"{CATEGORIES}{category(second).pk}/shift/up/", follow=True).content.decode()
    assert client.post(f"{CATEGORIES}{category(second).pk}/shift/down/").status_code == 302
    assert order() == [first, second, *rest]
    assert AuditEntry.objects.filter(function="category.shift").count() == 2


@pytest.mark.req("CLS-05")
def test_the_tree_is_extended_renamed_reordered_and_merged_and_old_links_redirect() -> None:
    client, visitor = entered(make_staff(Role.PUBLISHER)), Client()
    top = category("家政服务")
    assert client.post(f"{CATEGORIES}new/", {"name": "收纳整理", "slug": "tidying", "parent": top.pk}).status_code == 302
    row = Category.objects.get(slug="tidying")
    assert client.post(f"{CATEGORIES}edit/{row.pk}/", form_of(row, name="整理收纳", slug="home-tidying")).status_code == 302
    assert client.post(f"{CATEGORIES}{row.pk}/shift/up/").status_code == 302
    assert visitor.get("/services/tidying/")["Location"] == "/services/home-tidying/"
    kept = category("家庭保洁")
    listing = make_listing(category=row)
    enterprise = make_enterprise(categories=[row])
    preview = client.get(f"{CATEGORIES}{row.pk}/merge/", {"into": kept.pk}).content.decode()
    assert "/services/tidying/" in preview and "/services/home-tidying/" in preview and f"并进「{kept.name}」" in preview
    assert Category.objects.get(pk=row.pk).merged_into is None
    answer = client.post(f"{CATEGORIES}{row.pk}/merge/", {"into": kept.pk}, follow=True)
    assert f"并进「{kept.name}」了" in answer.content.decode()
    drain_all()
    assert [visitor.get(f"/services/{slug}/")["Location"] for slug in ("tidying", "home-tidying")] == [f"/services/{kept.slug}/"] * 2
    assert Listing.objects.get(pk=listing.pk).category == kept and list(enterprise.categories.all()) == [kept]
    assert listing.title in visitor.get(f"/services/{kept.slug}/").content.decode()
    assert "整理收纳" in Category.objects.get(pk=kept.pk).aliases
    assert "已经并进" in client.get(f"{CATEGORIES}edit/{row.pk}/").content.decode()
    assert AuditEntry.objects.filter(function="category.merge", result="ok").count() == 1


def test_what_cannot_be_merged_is_said_and_nothing_moves() -> None:
    client = entered(make_staff(Role.PUBLISHER))
    top, below, gone = category("家政服务"), category("家庭保洁"), category("月嫂")
    Category.objects.filter(pk=gone.pk).update(active=False)
    for row, into in ((top, below), (below, below), (below, gone)):
        answer = client.post(f"{CATEGORIES}{row.pk}/merge/", {"into": row.pk if row == into else into.pk})
        assert answer.status_code == 400 and 'id="into-error"' in answer.content.decode()
    for into in ("", "x", "99999999999999999999", "0"):
        assert client.post(f"{CATEGORIES}{below.pk}/merge/", {"into": into}).status_code == 400
    assert not Category.objects.filter(merged_into__isnull=False).exists()


def test_out_of_use_leads_to_the_top_and_back_again() -> None:
    row, client, visitor = category("月嫂"), entered(make_staff(Role.EDITOR)), Client()
    assert client.post(f"{CATEGORIES}{row.pk}/use/off/").status_code == 302
    assert visitor.get(f"/services/{row.slug}/")["Location"] == f"/services/{row.parent.slug}/"
    assert "重新启用" in client.get(f"{CATEGORIES}edit/{row.pk}/").content.decode()
    assert client.post(f"{CATEGORIES}{row.pk}/use/on/").status_code == 302
    assert visitor.get(f"/services/{row.slug}/").status_code == 200
    assert client.post(f"{CATEGORIES}{row.pk}/use/maybe/").status_code == 404


def test_deleting_what_is_used_is_409_and_what_is_empty_goes() -> None:
    client = entered(make_staff(Role.ADMINISTRATOR))
    used = category("家庭保洁")
    make_application(categories=[used])
    make_listing(category=used)
    assert client.post(f"{CATEGORIES}delete/{used.pk}/").status_code == 409
    assert Category.objects.filter(pk=used.pk).exists()
    client.post(f"{CATEGORIES}new/", {"name": "收纳整理", "slug": "tidying", "parent": used.parent_id})
    row = Category.objects.get(slug="tidying")
    assert client.post(f"{CATEGORIES}delete/{row.pk}/").status_code == 302
    assert not Category.objects.filter(pk=row.pk).exists()
    assert AuditEntry.objects.filter(function="category.delete", result="ok").count() == 1


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_rights_of_every_role_on_the_tree(role: str) -> None:
    row, other = category("月嫂"), category("家庭保洁")
    user = make_staff(role)
    client = entered(user)
    assert client.get(CATEGORIES).status_code == client.get(f"{CATEGORIES}results/").status_code == (200 if role in READERS else 403)
    assert (CATEGORIES in client.get("/admin/").content.decode()) is (role in READERS)
    assert client.post(f"{CATEGORIES}{row.pk}/shift/down/").status_code == (302 if role in CHANGERS else 403)
    assert client.post(f"{CATEGORIES}{row.pk}/use/off/").status_code == (302 if role in CHANGERS else 403)
    assert client.get(f"{CATEGORIES}{row.pk}/merge/").status_code == (200 if role in MERGERS else 403)
    client.post(f"{CATEGORIES}new/", {"name": "新的一类", "slug": "brand-new", "parent": row.parent_id})
    assert Category.objects.filter(slug="brand-new").exists() is (role in MERGERS)
    client.post(f"{CATEGORIES}edit/{other.pk}/", form_of(other, name="居家保洁"))
    assert (Category.objects.get(pk=other.pk).name == "居家保洁") is (role in CHANGERS)
    if role not in CHANGERS:
        assert AuditEntry.objects.filter(user_id=user.pk, result="refused").count() >= 3


def test_members_never_get_in() -> None:
    row, client = category("月嫂"), entered(make_user())
    assert [client.get(path).status_code for path in (CATEGORIES, SERVICES, f"{CATEGORIES}edit/{row.pk}/")] == [302] * 3
    assert client.post(f"{CATEGORIES}{row.pk}/use/off/").status_code == 302 and Category.objects.get(pk=row.pk).active


def test_the_list_shows_the_tree_and_finds_by_word_top_and_use() -> None:
    client = entered(make_staff(Role.EDITOR))
    top, below = category("家政服务"), category("月嫂")
    page = client.get(CATEGORIES).content.decode()
    assert page.index(f"{CATEGORIES}edit/{top.pk}/") < page.index(f"{CATEGORIES}edit/{below.pk}/")
    assert page.count("/shift/up/") == Category.objects.count()
    assert f"{CATEGORIES}edit/{top.pk}/" not in client.get(f"{CATEGORIES}results/", {"q": "月嫂"}).content.decode()
    other = client.get(f"{CATEGORIES}results/", {"parent": category("清洁服务").pk}).content.decode()
    assert f"{CATEGORIES}edit/{below.pk}/" not in other and f"{CATEGORIES}edit/{category('家庭保洁').pk}/" in other
    assert client.get(f"{CATEGORIES}results/", {"use": "merged"}).content.decode().count("/edit/") == 0


def test_service_types_are_added_changed_moved_and_merged() -> None:
    client = entered(make_staff(Role.PUBLISHER))
    place = category("家庭保洁")
    data = {"code": "window", "name": "擦窗", "category": place.pk, "unit": unit("元/㎡").pk, "checklist": "内侧\n外侧", "customer_type": "any"}
    assert client.post(f"{SERVICES}new/", data).status_code == 302
    row = ServiceType.objects.get(code="window")
    assert row.checklist == ["内侧", "外侧"] and row.unit.label == "元/㎡"
    wrong = client.post(f"{SERVICES}edit/{row.pk}/", {**data, "needs_licence": "on"})
    assert wrong.status_code == 200 and "licence" in wrong.context["form"].errors
    assert client.post(f"{SERVICES}edit/{row.pk}/", {**data, "code": "other", "name": "擦玻璃窗", "position": "5"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.code, row.position) == ("擦玻璃窗", "window", 5)
    other = ServiceType.objects.filter(category=place).exclude(pk=row.pk).order_by("pk").first()
    assert client.post(f"{SERVICES}{row.pk}/shift/down/").status_code == 302
    listing = make_listing(category=place, service_type=row)
    assert other.name in client.get(f"{SERVICES}{row.pk}/merge/", {"into": other.pk}).content.decode()
    assert client.post(f"{SERVICES}{row.pk}/merge/", {"into": other.pk}).status_code == 302
    drain_all()
    assert ServiceType.objects.get(pk=row.pk).merged_into == other and Listing.objects.get(pk=listing.pk).service_type == other
    assert client.post(f"{SERVICES}{other.pk}/use/off/").status_code == 302 and not ServiceType.objects.get(pk=other.pk).active
    page = client.get(f"{SERVICES}results/", {"use": "merged"}).content.decode()
    assert f"已并入{other.name}" in page and "/shift/" not in page


def test_a_redirect_of_another_category_is_not_taken() -> None:
    row, client = category("月嫂"), entered(make_staff(Role.PUBLISHER))
    old = row.slug
    client.post(f"{CATEGORIES}edit/{row.pk}/", form_of(row, slug="mother-and-baby"))
    answer = client.post(f"{CATEGORIES}new/", {"name": "新的一类", "slug": old, "parent": row.parent_id})
    assert answer.status_code == 200 and "slug" in answer.context["form"].errors
    assert CategoryRedirect.objects.get(slug=old).category == row
