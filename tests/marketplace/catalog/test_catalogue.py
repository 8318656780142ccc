"""The catalogue: staff extend, rename, reorder, merge, retire; old links lead on (CLS-05)."""

import pytest
from django.test import Client

from core import clock
from core.errors import Forbidden, Invalid
from core.outbox.testing import drain_all
from marketplace.catalog import services
from marketplace.catalog.errors import CannotMerge, CategoryInUse
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import catalogue, current_slug
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from tests.marketplace.factories import category, make_enterprise, make_listing
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    """Somebody who may do everything with categories."""
    return actor_for(make_staff("publisher"))


def test_a_new_address_leaves_the_old_one_leading_on(staff, client: Client) -> None:
    row = services.change_category(category("月嫂"), actor=staff, now=clock.now(), slug="yuesao", name="月嫂和产后护理")
    answer = client.get("/services/housekeeping-maternity/")
    assert (answer.status_code, answer.url) == (301, "/services/yuesao/")
    assert "月嫂和产后护理" in client.get(answer.url).content.decode()
    services.change_category(row, actor=staff, now=clock.now(), slug="housekeeping-maternity")
    assert client.get("/services/yuesao/").url == "/services/housekeeping-maternity/"
    assert client.get("/services/housekeeping-maternity/").status_code == 200


def test_an_old_address_is_not_given_to_another(staff) -> None:
    services.change_category(category("月嫂"), actor=staff, now=clock.now(), slug="yuesao")
    with pytest.raises(Invalid) as refused:
        services.add_category(actor=staff, now=clock.now(), name="别的", slug="housekeeping-maternity")
    assert "slug" in refused.value.fields


def test_merging_moves_everything_and_leads_old_links_on(staff, client: Client) -> None:
    source, target = category("保姆"), category("育儿嫂")
    listing, enterprise = make_listing(category=source), make_enterprise(categories=[source, target])
    types = ServiceType.objects.filter(category=source).count()
    before = ServiceType.objects.filter(category=target).count()
    services.change_category(source, actor=staff, now=clock.now(), slug="nanny")
    services.merge_category(source, target=target, actor=staff, now=clock.now())
    drain_all()
    assert Listing.objects.get(pk=listing.pk).category == target
    assert [row.name for row in Enterprise.objects.get(pk=enterprise.pk).categories.all()] == ["育儿嫂"]
    assert ServiceType.objects.filter(category=target, merged_into=None).count() == before + types
    for old in ("nanny", "housekeeping-nanny"):
        answer = client.get(f"/services/{old}/")
        assert (answer.status_code, answer.url) == (301, f"/services/{target.slug}/")
    assert listing.title in client.get(f"/services/{target.slug}/").content.decode()
    assert "保姆" in catalogue().by_slug[target.slug].aliases


def test_merges_in_a_row_lead_to_the_last(staff) -> None:
    first, second, third = category("保姆"), category("育儿嫂"), category("月嫂")
    services.merge_category(first, target=second, actor=staff, now=clock.now())
    services.merge_category(second, target=third, actor=staff, now=clock.now())
    assert current_slug(first.slug) == current_slug(second.slug) == third.slug


def test_a_top_category_merges_with_its_children(staff) -> None:
    cleaning, repair = category("清洁服务"), category("维修服务")
    names = set(Category.objects.filter(parent__in=[cleaning, repair]).values_list("name", flat=True))
    services.merge_category(cleaning, target=repair, actor=staff, now=clock.now())
    assert {child.name for child in catalogue().by_slug["repair"].children} == names
    with pytest.raises(CannotMerge):
        services.merge_category(repair, target=category("月嫂"), actor=staff, now=clock.now())
    with pytest.raises(CannotMerge):
        services.merge_category(repair, target=repair, actor=staff, now=clock.now())


def test_adding_ordering_retiring_deleting(staff, client: Client) -> None:
    row = services.add_category(actor=staff, now=clock.now(), name="收纳整理", slug="storage", parent=category("清洁服务"))
    assert catalogue().by_slug["cleaning"].children[-1].name == "收纳整理"
    services.change_category(row, actor=staff, now=clock.now(), position=1)
    assert catalogue().by_slug["cleaning"].children[0].name == "收纳整理"
    assert client.get("/services/storage/").status_code == 200
    services.deactivate_category(row, actor=staff, now=clock.now())
    assert client.get("/services/storage/").url == "/services/cleaning/"
    services.delete_category(row, actor=staff, now=clock.now())
    assert client.get("/services/storage/").status_code == 404
    make_listing(category=category("月嫂"))
    with pytest.raises(CategoryInUse):
        services.delete_category(category("月嫂"), actor=staff, now=clock.now())


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"name": ""}, "name"), ({"name": "家庭保洁"}, "name"), ({"slug": "坏"}, "slug"), ({"slug": "cleaning"}, "slug"), ({"name": "长" * 21}, "name")],
)
def test_what_is_wrong_is_named(staff, fields: dict, named: str) -> None:
    wanted = {"name": "收纳整理", "slug": "storage", "parent": category("清洁服务"), **fields}
    with pytest.raises(Invalid) as refused:
        services.add_category(actor=staff, now=clock.now(), **wanted)
    assert named in refused.value.fields
    with pytest.raises(Invalid):
        services.add_category(actor=staff, now=clock.now(), name="三级", slug="third", parent=category("月嫂"))


def test_only_those_with_the_right_change_it() -> None:
    for user in (make_user(), make_staff("operator")):
        with pytest.raises(Forbidden):
            services.change_category(category("月嫂"), actor=actor_for(user), now=clock.now(), name="别的名")
    with pytest.raises(Forbidden):
        services.merge_category(category("月嫂"), target=category("保姆"), actor=actor_for(make_staff("editor")), now=clock.now())
    assert category("月嫂").active


def test_service_types(staff) -> None:
    first = services.add_service_type(actor=staff, now=clock.now(), code="storage-a", name="衣柜收纳", category=category("家庭保洁"))
    second = services.add_service_type(actor=staff, now=clock.now(), code="storage-b", name="厨房收纳", category=category("家庭保洁"))
    listing = make_listing(service_type=first)
    services.merge_service_type(first, target=second, actor=staff, now=clock.now())
    drain_all()
    assert Listing.objects.get(pk=listing.pk).service_type == second
    with pytest.raises(Invalid):
        services.add_service_type(actor=staff, now=clock.now(), code="storage-c", name="厨房收纳", category=category("家庭保洁"))
    services.deactivate_service_type(second, actor=staff, now=clock.now())
    assert "厨房收纳" not in {service.name for node in catalogue().by_id.values() for service in node.services}


def test_reference_data_never_touches_what_staff_changed(staff) -> None:
    from marketplace.catalog.reference import load_categories, load_service_types

    services.change_category(category("月嫂"), actor=staff, now=clock.now(), name="金牌月嫂")
    before = (Category.objects.count(), ServiceType.objects.count())
    assert (load_categories(), load_service_types()) == (0, 0)
    assert (Category.objects.count(), ServiceType.objects.count()) == before == (55, 64)
    assert Category.objects.get(code="housekeeping-maternity").name == "金牌月嫂"


def test_the_catalogue_costs_one_query_when_nothing_has_changed(django_assert_num_queries) -> None:
    catalogue()
    with django_assert_num_queries(1):
        assert len(catalogue().tops) == 10
