"""Public pages and the pages of one's own, over HTTP."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.content import bump
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.services import suspend
from marketplace.listings.models import Enquiry, Listing
from marketplace.listings.services import close, hide, pause
from notifications.models import Notice
from tests.marketplace.factories import category, district, make_enquiry, make_enterprise, make_listing, moderation, picture, post_in_steps, unit
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db

OFFER = {
    "title": "日常保洁，两小时起",
    "description": "工具自带。",
    "price": "60",
    "included": "地面吸尘、湿拖\n台面擦净",
    "not_included": "高空外窗",
    "tags": "会粤语 自带工具",
}


def offer_form(**overrides: object) -> dict[str, object]:
    return {
        **OFFER,
        "category": category().pk,
        "district": district().pk,
        "unit": unit().pk,
        "service_area": [district().pk, district("海淀区").pk],
    } | overrides


def request_form(**overrides: object) -> dict[str, object]:
    return {
        "category": category("月嫂").pk,
        "title": "找一位月嫂，预产期十二月",
        "budget_min": "10000",
        "budget_max": "15000",
        "unit": unit("元/月").pk,
        "wanted_from": clock.now().date().isoformat(),
        "wanted_time": "住家",
        "district": district().pk,
        "place": "望京西园附近",
        "description": "会做月子餐。",
    } | overrides


def test_the_detail_page_says_price_unit_and_what_is_not_included(client: Client) -> None:
    row = make_listing(enterprise=make_enterprise(), included=["地面吸尘"], not_included=["高空外窗"])
    row.service_area.set([district(), district("海淀区")])
    page = client.get(row.get_absolute_url()).content.decode()
    for text in ("60", "元/小时", "地面吸尘", "高空外窗", "朝阳、海淀", "北京安心家政服务有限公司", "留言咨询"):
        assert text in page
    assert "61234567" not in page and "csrf" not in page


def test_public_pages_are_stored_and_never_stale(client: Client) -> None:
    row = make_listing()
    first = client.get(row.get_absolute_url())
    assert first["ETag"] and first["Cache-Control"] == "public, no-cache"
    again = client.get(row.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    moderation(False)
    from marketplace.listings.services import edit_listing

    edit_listing(row, actor=actor_for(row.author), now=clock.now(), title="换了一个标题试试")
    assert "换了一个标题试试" in client.get(row.get_absolute_url()).content.decode()


GONE = {
    "paused": lambda row: pause(row, actor=actor_for(row.author), now=clock.now()),
    "closed": lambda row: close(row, actor=actor_for(row.author), now=clock.now()),
    "hidden": lambda row: hide(row, actor=actor_for(make_staff("publisher")), now=clock.now(), note="价格不实。"),
    "expired": lambda row: Listing.objects.filter(pk=row.pk).update(expires_at=clock.now()),
}


@pytest.mark.parametrize("how", [how for how in GONE if how != "expired"])
def test_a_listing_taken_off_is_gone_from_every_page_at_once(client: Client, how: str) -> None:
    row = make_listing()
    pages = [row.get_absolute_url(), reverse("listings:list"), reverse("catalog:category", args=[row.category.slug])]
    for page in pages:
        assert row.title in client.get(page).content.decode()
    GONE[how](row)
    assert client.get(pages[0]).status_code == 404
    for page in pages[1:]:
        assert row.title not in client.get(page).content.decode()


def test_stored_pages_end_with_the_listing(client: Client, time_machine) -> None:
    now = clock.now()
    row = make_listing(expires_at=now + timedelta(hours=1))
    pages = [row.get_absolute_url(), reverse("listings:list"), reverse("catalog:category", args=[row.category.slug])]
    for page in pages:
        assert row.title in client.get(page).content.decode()
    time_machine.move_to(now + timedelta(hours=1, seconds=1), tick=True)
    assert client.get(pages[0]).status_code == 404
    assert row.title not in client.get(pages[1]).content.decode()
    assert row.title not in client.get(pages[2]).content.decode()


def test_a_suspended_enterprise_is_404_at_once_with_its_listings(client: Client) -> None:
    enterprise = make_enterprise()
    row = make_listing(enterprise=enterprise)
    pages = [enterprise.get_absolute_url(), row.get_absolute_url()]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    suspend(enterprise, actor=actor_for(make_staff("leader")), now=clock.now(), note="没有年检。")
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert enterprise.legal_name not in client.get(reverse("enterprises:list")).content.decode()


def test_the_board_filters_by_side_category_and_district(client: Client) -> None:
    offer = make_listing(title="朝阳的保洁供应一条")
    request = make_listing(side="request", title="海淀的月嫂需求一条", category=category("月嫂"), district=district("海淀区"))
    board = reverse("listings:list")

    def shown(query: str) -> tuple[bool, bool]:
        page = client.get(board + query).content.decode()
        return offer.title in page, request.title in page

    assert shown("") == (True, True)
    assert shown("?side=offer") == (True, False)
    assert shown("?side=request&category=housekeeping") == (False, True)
    assert shown("?district=110105") == (True, False)
    assert shown("?category=moving") == (False, False)
    assert shown("?side=nonsense&category=nothing&district=nowhere") == (True, True)


def test_the_board_goes_on_where_it_ended(client: Client) -> None:
    now = clock.now()
    for number in range(25):
        make_listing(title=f"保洁供应第 {number:02d} 条", published_at=now - timedelta(minutes=number))
    first = client.get(reverse("listings:list"))
    assert "第 19 条" in first.content.decode() and "第 20 条" not in first.content.decode()
    following = first.context["page"].next
    second = client.get(reverse("listings:list"), {"cursor": following}).content.decode()
    assert "第 20 条" in second and "第 19 条" not in second
    assert client.get(reverse("listings:list"), {"cursor": "nonsense"}).status_code == 400


@pytest.mark.parametrize("name", ["list", "detail", "enquire"])
def test_strange_addresses_are_no_server_errors(client: Client, name: str) -> None:
    if name == "list":
        answers = [client.get("/listings/", {key: value}) for key in ("side", "category", "district", "cursor") for value in ("\x00", "a" * 400, "'; --", "💥")]
        assert all(answer.status_code in (200, 400) for answer in answers)
        return
    numbers = ["0", "99999999999999999999999", "9" * 30]
    paths = [f"/listings/{number}/" + ("enquire/" if name == "enquire" else "") for number in numbers]
    assert all(client.get(path).status_code in (404, 302) for path in paths)


def test_every_category_has_its_page_and_its_tops_list_what_is_below(client: Client) -> None:
    listed = client.get(reverse("catalog:index")).content.decode()
    for node in catalogue().by_id.values():
        assert node.name in listed and node.url == reverse("catalog:category", args=[node.slug])
        page = client.get(node.url)
        assert page.status_code == 200 and f"<h1>{node.name}</h1>" in page.content.decode()
    assert client.get("/services/no-such-thing/").status_code == 404


def test_a_member_posts_an_offer_with_photos_step_by_step(as_user) -> None:
    moderation(False)
    author = make_user()
    client = as_user(author)
    assert "我能帮人做" in client.get(reverse("listings:post")).content.decode()
    answer = post_in_steps(client, "offer", offer_form())
    row = Listing.objects.get()
    assert answer.url == reverse("listings:photos", args=[row.pk]) and row.state == "draft"
    assert row.included == ["地面吸尘、湿拖", "台面擦净"] and row.service_area.count() == 2
    client.post(answer.url, {"file": picture()})
    assert row.photos.count() == 1
    client.post(reverse("listings:act", args=[row.pk, "submit"]))
    page = Client().get(row.get_absolute_url()).content.decode()
    assert OFFER["title"] in page and "/media/images/" in page
    assert OFFER["title"] in client.get(reverse("listings:mine")).content.decode()


def test_offer_and_request_ask_for_different_things(as_user) -> None:
    client = as_user(make_user())
    asked = {side: client.post(reverse("listings:post") + f"?side={side}", form()).url for side, form in (("offer", offer_form), ("request", request_form))}
    offer, request = (client.get(asked[side]).content.decode() for side in ("offer", "request"))
    assert all(f'name="{name}"' in offer and f'name="{name}"' not in request for name in ("price", "included", "not_included", "service_area"))
    assert all(f'name="{name}"' in request and f'name="{name}"' not in offer for name in ("budget_max", "wanted_from", "wanted_time"))
    client.post(asked["request"], request_form())
    row = Listing.objects.get(side="request")
    assert (row.budget_min_fen, row.budget_max_fen, row.wanted_time, row.price_fen) == (1_000_000, 1_500_000, "住家", None)


BAD_FIELDS = [
    ({"title": ""}, "请写一句标题"),
    ({"title": "短"}, "4 到 60"),
    ({"title": "联系一三八 零零一三 八零零零"}, "不写电话"),
    ({"description": "加我微信 anxin2020 细聊"}, "不写电话"),
    ({"description": "就在三区 308 号楼 2 单元"}, "不写门牌"),
    ({"price": ""}, "请填价格"),
    ({"price": "十二块"}, "填数字"),
    ({"price": "12.345"}, "填数字"),
    ({"price": "-5"}, "请填价格"),
    ({"unit": ""}, "单位"),
    ({"category": "999999"}, "有效"),
    ({"category": "abc"}, "有效"),
    ({"district": ""}, "请选在哪个区"),
    ({"tags": " ".join(f"词{n}" for n in range(13))}, "最多 12 条"),
    ({"included": "长" * 81}, "最多 80 个字"),
    ({"title": "标题\x00里有空字符"}, "空字符"),
]


@pytest.mark.parametrize(("fields", "said"), BAD_FIELDS)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(as_user, fields: dict[str, str], said: str) -> None:
    answer = post_in_steps(as_user(make_user()), "offer", offer_form(**fields))
    page, kept = answer.content.decode(), Listing.objects.first()
    assert answer.status_code == 200 and said in page and (kept is None or (kept.state == "draft" and kept.price_fen is None))
    if kept is not None:
        assert "工具自带。" in kept.description and ("included" in fields or "台面擦净" in page)
    elif "description" not in fields:
        assert "工具自带。" in page


def test_foreign_and_missing_pages_look_the_same(as_user) -> None:
    row, enquiry = make_listing(state="draft"), make_enquiry()
    client = as_user(make_user())
    for name, number in (("manage", row.pk), ("edit", row.pk), ("photos", row.pk), ("enquiry", enquiry.pk)):
        answers = [client.get(reverse(f"listings:{name}", args=[which])) for which in (number, 987654)]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert client.post(reverse("listings:act", args=[row.pk, "submit"])).status_code == 404
    assert as_user(None).get(reverse("listings:mine")).status_code == 302


def test_an_enquiry_reaches_the_other_side_and_no_number_is_shown(as_user) -> None:
    owner, asker = make_user(name="金海兰"), make_user(name="陈女士")
    row = make_listing(enterprise=make_enterprise(owner))
    asking, owning = as_user(asker), as_user(owner)
    url = reverse("listings:enquire", args=[row.pk])
    assert as_user(None).get(url).status_code == 302
    refused = asking.post(url, {"text": "打我电话 13800138000"}).content.decode()
    assert "不写电话" in refused and "打我电话" in refused
    asking.post(url, {"text": "周六上午能来吗？"})
    enquiry = Enquiry.objects.get()
    notice = Notice.objects.get(user=owner, title__startswith="关于")
    assert notice.url == reverse("listings:enterprise-enquiry", args=[enquiry.pk])
    listed = owning.get(reverse("listings:enterprise-enquiries")).content.decode()
    assert "周六上午能来吗" in listed and "陈女士" in listed
    owning.post(notice.url, {"text": "能，九点到。"})
    assert Notice.objects.filter(user=asker, title__contains="回复了你").exists()
    seen = asking.get(reverse("listings:enquiry", args=[enquiry.pk])).content.decode() + owning.get(notice.url).content.decode()
    assert "能，九点到。" in seen and asker.phone not in seen and owner.phone not in seen
    assert as_user(make_user()).get(reverse("listings:enquiry", args=[enquiry.pk])).status_code == 404


def test_without_a_proven_phone_nobody_asks(as_user) -> None:
    user = make_user()
    user.phone = None
    user.save(update_fields=["phone"])
    answer = as_user(user).post(reverse("listings:enquire", args=[make_listing().pk]), {"text": "在吗，周六行不行？"})
    assert answer.status_code == 403 and Enquiry.objects.count() == 0


def test_asking_is_limited(as_user) -> None:
    client = as_user(make_user())
    answers = [client.post(reverse("listings:enquire", args=[make_listing().pk]), {"text": "周六能来吗？"}).status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]


# Read with the facts of the site: kept by a process in life, read anew inside a test's transaction.
MENUS_AND_PLACEMENTS = 2


@pytest.mark.parametrize("size", [3, 18])
def test_pages_ask_the_database_equally_often_however_much_there_is(size: int, as_user, django_assert_max_num_queries) -> None:
    owner = make_user()
    enterprise = make_enterprise(owner)
    for number in range(size):
        row = make_listing(enterprise=enterprise if number % 2 else None, author=owner)
        make_enquiry(listing=row)
    catalogue()
    nobody, client = Client(), as_user(owner)
    for path in ("/terms/", "/listings/", "/my/"):  # what a process remembers of the site is read once
        (client if path == "/my/" else nobody).get(path)
    bump("listings", "enterprises", "catalog")
    catalogue()
    budgets = {"/listings/": 11, "/services/cleaning/": 12, enterprise.get_absolute_url(): 15, "/enterprises/": 12, row.get_absolute_url(): 17}
    for path, most in budgets.items():
        with django_assert_max_num_queries(most + MENUS_AND_PLACEMENTS):
            assert nobody.get(path).status_code == 200
    for path, most in {"/my/listings/": 13, "/my/enquiries/": 13, "/enterprise/listings/": 14, "/enterprise/enquiries/": 14, "/enterprise/": 24}.items():
        with django_assert_max_num_queries(most + MENUS_AND_PLACEMENTS):
            assert client.get(path).status_code == 200
