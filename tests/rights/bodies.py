"""A body that each write accepts, by URL name and method. What is not named here is sent without a body."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import clock
from marketplace.catalog.models import ServiceType
from marketplace.listings.models import Listing
from members.models import Organisation
from search.services.projection import refresh
from tests.cms.bulletins.factories import bulletin_form
from tests.cms.factories import article
from tests.cms.pages.factories import placement_form
from tests.cms.training.factories import course_fields
from tests.home.factories import MENU_FORM
from tests.marketplace.catalog.factories import landing_form
from tests.marketplace.enterprises.factories import make_outlet, today
from tests.marketplace.factories import application_fields, category, district, make_listing, picture, unit
from tests.marketplace.pricing.factories import service_type, table
from tests.marketplace.recruitment.factories import job_page_fields
from tests.marketplace.workers.factories import page_fields as worker_fields
from tests.marketplace.workers.factories import paper_fields
from tests.members.factories import fresh_phone
from tests.rights.asking import JSON
from tests.rights.booking_objects import BODIES as BOOKING_BODIES
from tests.rights.dispatch_objects import BODIES as DISPATCH_BODIES
from tests.rights.engagement_objects import BODIES as ENGAGEMENT_BODIES
from tests.rights.insurance_objects import BODIES as INSURANCE_BODIES
from tests.rights.intake_objects import BODIES as INTAKE_BODIES
from tests.rights.level_objects import BODIES as LEVEL_BODIES
from tests.rights.objects import Built
from tests.rights.rating_objects import BODIES as RATING_BODIES
from tests.rights.realname_objects import BODIES as REALNAME_BODIES
from tests.rights.series_objects import BODIES as SERIES_BODIES
from tests.rights.survey_objects import BODIES as SURVEY_BODIES
from tests.rights.warranty_objects import BODIES as WARRANTY_BODIES
from tests.rights.world import World
from tests.search.factories import placing

Body = dict[str, Any]
Maker = Callable[[World, str, Built | None], Body]


def always(**fields: Any) -> Maker:
    """The same body for everybody."""
    return lambda world, role, built: dict(fields)


def found_listing() -> Listing:
    """One that a search finds."""
    row = make_listing()
    refresh("listing", [row.pk], now=clock.now())
    return row


def offer_form(world: World, role: str, built: Built | None) -> Body:
    """What the page for an offer sends."""
    return {
        "category": category().pk,
        "title": "日常保洁，两小时起",
        "description": "地面、台面、床铺都过一遍。",
        "district": district().pk,
        "place": "望京",
        "unit": unit().pk,
        "price": "60",
        "included": "地面吸尘\n床铺整理",
        "not_included": "高空外窗",
        "tags": "自带工具",
    }


def request_form(world: World, role: str, built: Built | None) -> Body:
    """What the page for a request sends."""
    return {
        "category": category("月嫂").pk,
        "title": "找一位月嫂，预产期十二月",
        "description": "会做月子餐。",
        "district": district().pk,
        "place": "望京西园附近",
        "unit": unit("元/月").pk,
        "budget_min": "10000",
        "budget_max": "15000",
        "wanted_from": str(clock.now().date()),
        "wanted_time": "住家",
    }


def listing_form(world: World, role: str, built: Built | None) -> Body:
    """What the page for one's listing sends, for its side."""
    return offer_form(world, role, built)


def application_form(world: World, role: str, built: Built | None) -> Body:
    """What the application page sends, as a draft."""
    known = application_fields()
    return {**known, "district": known["district"].pk, "categories": [one.pk for one in known["categories"]], "licence_file": picture("licence.png")}


def application_json(world: World, role: str, built: Built | None) -> Body:
    """What the API takes for an application."""
    known = application_fields()
    return {**known, "district": known["district"].code, "categories": [one.slug for one in known["categories"]]}


def profile_form(world: World, role: str, built: Built | None) -> Body:
    """What an admitted enterprise may change."""
    known = application_form(world, role, built)
    return {name: known[name] for name in ("short_name", "contact_name", "phone", "district", "address", "intro", "categories")}


def profile_json(world: World, role: str, built: Built | None) -> Body:
    """The same for the API."""
    return {"intro": "换一段介绍。"}


def grant_form(world: World, role: str, built: Built | None) -> Body:
    """A role for a stranger."""
    return {"role": "operator", "organisation": Organisation.objects.get(code="call-centre").pk, "reason": "人手不够"}


def organisation_form(world: World, role: str, built: Built | None) -> Body:
    """A department; an organisation that exists keeps its kind and code."""
    row = built.row if built and built.row is not None else None
    known = {"kind": "department", "code": "legal", "name": "法务部", "parent": ""} if row is None else {"kind": row.kind, "code": row.code}
    return {**known, "name": "换个名字", "parent": ""}


def offer_json(world: World, role: str, built: Built | None) -> Body:
    """What the API takes for an offer: for an enterprise, or for oneself."""
    return {
        "side": "offer",
        "category": category().slug,
        "title": "日常保洁，两小时起",
        "description": "地面、台面、床铺都过一遍。",
        "district": district().code,
        "unit": unit().label,
        "price_yuan": "60.00",
        "included": ["地面吸尘"],
        "tags": ["自带工具"],
        "enterprise": built.row.pk if built else None,
    }


def waiting_listings(world: World, role: str, built: Built | None) -> Body:
    """Two that wait for approval."""
    return {"listing": [make_listing(state="pending", author=world.stranger).pk for _ in range(2)]}


def category_form(world: World, role: str, built: Built | None) -> Body:
    """A sub-category."""
    return {"name": "新的分类", "slug": "something-new", "parent": category().parent_id, "position": "", "summary": "", "aliases": "", "art": ""}


def service_type_form(world: World, role: str, built: Built | None) -> Body:
    """A service type; the code is only asked for once."""
    return {
        "code": "something-new",
        "name": "新的项目",
        "category": category().pk,
        "unit": "",
        "position": "",
        "summary": "",
        "checklist": "",
        "customer_type": "any",
    }


def merge_form(world: World, role: str, built: Built | None) -> Body:
    """Into another one of the same kind."""
    assert built is not None
    return {"into": type(built.row).objects.in_use().exclude(pk=built.row.pk).filter(**_beside(built.row))[0].pk}


def _beside(row: Any) -> dict[str, Any]:
    return {"parent__isnull": row.parent_id is None} if hasattr(row, "parent_id") else {}


def guidance_form(world: World, role: str, built: Built | None) -> Body:
    """What the staff screen sends for a range."""
    return {"service_type": service_type().pk, "unit": "", "district": "", "low_fen": "45", "high_fen": "60", "starts_on": str(clock.now().date()), "basis": ""}


def agreement_form(world: World, role: str, built: Built | None) -> Body:
    """What the staff screen sends for an agreement."""
    return {
        "enterprise": world.strange.pk,
        "number": uuid.uuid4().hex[:12],
        "file": picture("agreement.png"),
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "commission_bp": "12.5",
        "commission_floor_fen": "",
        "commission_cap_fen": "",
        "remind_days": "30",
    }


def outlet_form(world: World, role: str, built: Built | None) -> Body:
    """What the page for an outlet sends."""
    return {
        "name": f"望京{uuid.uuid4().hex[:4]}店",
        "kind": "own",
        "district": district().pk,
        "address": "花家地北里甲 16 号院底商",
        "lat": "",
        "lng": "",
        "phone": "010-64710001",
        "contact_name": "周国强",
        "serves": [district().pk],
        "hours_0": "08:30-18:00",
    }


def station_form(world: World, role: str, built: Built | None) -> Body:
    """An outlet of the worker's own enterprise, from today on."""
    firm = built.row.enterprise if built and built.row else None
    return {"outlet": make_outlet(firm).pk if firm is not None else "", "starts_on": f"{today():%Y-%m-%d}"}


RULE = {"minutes": "120", "least_minutes": "60", "most_minutes": "480", "before_minutes": "0", "after_minutes": "15", "interval_minutes": "30"}
RULE |= {"notice_minutes": "120", "horizon_days": "30", "unit_minutes": "0", "complexity": "10000", "night_share": "2000", "holiday_share": "0"}
RULE |= {
    "instant": "on",
    "answer_minutes": "240",
    "policy": "",
    "hands": "1",
    "most_hands": "1",
    "stretch_minutes": "0",
    "efforts": "",
    "steps": "",
    "evidence": "",
}
POLICY = {
    "name": "提前三小时",
    "summary": "三小时以前免费。",
    "grace_minutes": "5",
    "late_minutes": "15",
    "wait_minutes": "30",
    "windows": "家庭 取消 180 定额 2000 服务人员",
}
SERIES_RULE = {"rhythms": ["weekly"], "least_visits": "2", "most_visits": "52", "by_month": "on", "most_months": "6", "credit_share": "10000"}
WARRANTY_RULE = {"days": "5"}
LONG_RULE = {"basis": "month", "least_units": "1", "most_units": "12", "trial_days": "3", "notice_days": "7", "tolerance_days": "0", "ask_days": "14"}
LONG_RULE |= {"quote_hours": "72", "sign_hours": "72", "horizon_days": "180", "assessment_fen": "0", "assessment_minutes": "60"}


def new_rule_form(fields: dict[str, Any]) -> Maker:
    """A rule of a service type that has none."""

    def made(world: World, role: str, built: Built | None) -> Body:
        free = ServiceType.objects.filter(
            active=True, merged_into=None, booking_rule=None, engagement_rule=None, series_rule=None, warranty_rule=None
        ).order_by("pk")[0]
        return {**fields, "service_type": free.pk}

    return made


def basic(code: str, **fields: str) -> Maker:
    """What the staff screen of a table of basic data sends; each time another name."""
    return lambda world, role, built: {"code": code, "position": "1", "active": "on", "name": uuid.uuid4().hex[:8], **fields}


def sheet(*lines: str) -> Maker:
    """A table to bring in; {} stands for another name each time."""

    def made(world: World, role: str, built: Built | None) -> Body:
        return {"file": SimpleUploadedFile("table.csv", "\n".join(lines).format(uuid.uuid4().hex[:8]).encode(), "text/csv")}

    return made


PLACE = {"short": "新", "city": "北京市", "lat": "39.9", "lng": "116.4"}


def job_form(world: World, role: str, built: Built | None) -> Body:
    """What the page for a posting sends."""
    return job_page_fields()


def worker_form(world: World, role: str, built: Built | None) -> Body:
    """What the pages of a worker's file send; a number of nobody else's."""
    return worker_fields() if built is None or not hasattr(built.row, "called") else worker_fields(name=built.row.name, id_number="")


def worker_paper_form(world: World, role: str, built: Built | None) -> Body:
    """A paper with its pictures."""
    return paper_fields("housekeeper")


def day_off(world: World, role: str, built: Built | None) -> Body:
    """Tomorrow."""
    return {"free": "off", "starts_on": str(timezone.localdate(clock.now()) + timedelta(days=1)), "reason": "回老家"}


def course_form(world: World, role: str, built: Built | None) -> Body:
    """What the page for a course sends."""
    return course_fields()


def colleague_form(world: World, role: str, built: Built | None) -> Body:
    """A colleague who may handle it and is nobody who assigns."""
    return {"owner": world.person("operator").pk}


FEEDBACK = always(kind="suggestion", text="搜索结果里想按距离排。", name="陈女士", phone="")
QUESTION = always(text="这个课周末上吗？", name="陈女士", phone="13800138000")
REASON = always(reason="有人投诉，核对属实")
MESSAGE = always(text="周末能来吗？")
NOTE = always(note="材料看过了")
CERTIFICATE = always(name="家政服务诚信企业", number="JZ-2026-118", issuer="市家政服务业协会", until="2027-11-20")
BODIES: dict[str, Maker] = {
    "api-application PATCH": profile_json,
    "api-application-approve POST": NOTE,
    "api-application-files POST": lambda world, role, built: {"kind": "permit", "file": picture("permit.png")},
    "api-application-reinstate POST": NOTE,
    "api-application-reject POST": NOTE,
    "api-application-suspend POST": NOTE,
    "api-applications POST": application_json,
    "api-me PATCH": always(display_name="换个称呼"),
    "api-reads POST": lambda world, role, built: {"page": article().pk, "action": "read", "via": "direct"},
    "account_reset_password POST": lambda world, role, built: {"phone": fresh_phone()},
    "account_confirm_password_reset_code POST": always(code="000000"),
    "account_complete_password_reset POST": always(password1="Lantern-83-river", password2="Lantern-83-river"),
    "api-consultations POST": QUESTION,
    "api-enquiry-messages POST": MESSAGE,
    "api-feedback POST": FEEDBACK,
    "api-listing PATCH": always(title="换一个标题"),
    "api-listing-enquiries POST": MESSAGE,
    "api-listing-hide POST": NOTE,
    "api-listing-photos POST": lambda world, role, built: {"file": picture()},
    "api-listing-return POST": NOTE,
    "api-listings POST": offer_json,
    "catalog_bring_in POST": sheet("代码,名称", "110105,{}"),
    "catalog_bring_in#1 POST": sheet("代码,名称", "year,元/{}"),
    "catalog_bring_in#2 POST": sheet("代码,名称", "13,{}"),
    "catalog_bring_in#3 POST": sheet("日期,名称,安排", "2030-01-01,元旦,放假"),
    "catalog_bring_in#4 POST": sheet("代码,名称,网址", "new-x,新的一类,new-x"),
    "catalog_merge_category POST": merge_form,
    "catalog_merge_service_type POST": merge_form,
    "core_parameter POST": always(value="45", starts_on="", reason="先试一个半月"),
    "core_parameter_withdraw POST": NOTE,
    "flags:report POST": always(reason="fraud", text="先要三百元押金。"),
    "dispatch_flag_decide POST": NOTE,
    "dispatch_enquiry_assign POST": colleague_form,
    "dispatch_enquiry_decide POST": NOTE,
    "dispatch_enquiry_reveal POST": NOTE,
    "dispatch_feedback_item_assign POST": colleague_form,
    "dispatch_feedback_item_decide POST": NOTE,
    "dispatch_feedback_item_reveal POST": NOTE,
    "enterprises:apply POST": application_form,
    "enterprises:outlet-add POST": outlet_form,
    "enterprises:outlet-edit POST": outlet_form,
    "enterprises:outlet-shift POST": always(note="店面装修两周"),
    "enterprises:profile POST": profile_form,
    "workers:enterprise-station POST": station_form,
    "cms_storefront_decide POST": NOTE,
    "storefronts:add-item POST": CERTIFICATE,
    "storefronts:flyers POST": always(campaign="望京地铁口"),
    "storefronts:item POST": CERTIFICATE,
    "storefronts:section POST": always(heading="证照都在这儿"),
    "headless:app:account:confirm_login_code POST": always(code="000000"),
    "headless:app:account:verify_phone POST": always(code="000000"),
    "headless:app:mfa:authenticate POST": always(code="000000"),
    "intake:enquire POST": QUESTION,
    "intake:enquiry POST": always(tail="0000"),
    "intake:enquiry-reopen POST": NOTE,
    "intake:feedback POST": FEEDBACK,
    "intake:reopen POST": NOTE,
    "intake:ticket POST": always(tail="0000"),
    "listings:edit POST": listing_form,
    "listings:enquire POST": MESSAGE,
    "listings:enquiry POST": MESSAGE,
    "listings:enterprise-edit POST": listing_form,
    "listings:enterprise-enquiry POST": MESSAGE,
    "listings:enterprise-photos POST": lambda world, role, built: {"file": picture()},
    "listings:enterprise-post POST": offer_form,
    "api-listing-photo PATCH": always(alt="厨房的灶台"),
    "listings:photo POST": always(alt="厨房的灶台"),
    "listings:enterprise-photo POST": always(alt="厨房的灶台"),
    "listings:what POST": listing_form,
    "listings:terms POST": listing_form,
    "listings:enterprise-what POST": listing_form,
    "listings:enterprise-terms POST": listing_form,
    "listings:photos POST": lambda world, role, built: {"file": picture()},
    "listings:post POST": offer_form,
    "listings:post#2 POST": request_form,
    "cms_pages_announcements:add POST": always(**placement_form("announcement")),
    "cms_pages_announcements:edit POST": always(**placement_form("announcement")),
    "cms_pages_banners:add POST": always(**placement_form("banner")),
    "cms_pages_banners:edit POST": always(**placement_form("banner")),
    "cms_pages_adverts:add POST": always(**placement_form("advert")),
    "cms_pages_adverts:edit POST": always(**placement_form("advert")),
    "home_menus:add POST": always(**MENU_FORM),
    "home_menus:edit POST": always(**{**MENU_FORM, "label": "社区驿站"}),
    "marketplace_catalog_landings:add POST": lambda world, role, built: landing_form(),
    "marketplace_catalog_landings:edit POST": lambda world, role, built: landing_form(heading="换了一句"),
    "marketplace_catalog_categories:add POST": category_form,
    "marketplace_catalog_categories:edit POST": category_form,
    "marketplace_catalog_service_types:add POST": service_type_form,
    "marketplace_catalog_service_types:edit POST": service_type_form,
    "marketplace_catalog_districts:add POST": basic("110998", **PLACE),
    "marketplace_catalog_districts:edit POST": basic("110999", **PLACE),
    "marketplace_catalog_holidays:add POST": always(date="2031-10-01", name="国庆节", kind="rest"),
    "marketplace_catalog_holidays:edit POST": always(date="2029-01-01", name="元旦节", kind="rest"),
    "marketplace_catalog_regions:add POST": basic("1302"),
    "marketplace_catalog_regions:edit POST": basic("82"),
    "marketplace_catalog_units:add POST": always(code="mile", label="元/英里", position="5"),
    "marketplace_catalog_units:edit POST": always(code="acre", label="元/每亩", position="5"),
    "api-search-choices POST": lambda world, role, built: {"q": "月嫂", "type": "listing", "id": found_listing().pk},
    "api-looks POST": lambda world, role, built: {"listing": make_listing().pk},
    "recommendations:choose POST": always(on="on"),
    **BOOKING_BODIES,
    **INTAKE_BODIES,
    **ENGAGEMENT_BODIES,
    **RATING_BODIES,
    **SERIES_BODIES,
    **LEVEL_BODIES,
    **SURVEY_BODIES,
    **WARRANTY_BODIES,
    **INSURANCE_BODIES,
    **REALNAME_BODIES,
    **DISPATCH_BODIES,
    "search:save POST": always(name="月嫂", alert="on"),
    "search:alert POST": always(alert="on"),
    "search_draft POST": always(text="伺候月子怎么收费"),
    "search_promotions:add POST": lambda world, role, built: placing(word="月嫂", widely="on"),
    "search_promotions:edit POST": lambda world, role, built: placing(word="保洁"),
    "search_phrases:add POST": always(kind="filler", text="劳您驾", active="on"),
    "search_phrases:edit POST": always(kind="filler", text="劳驾您", active="on"),
    "search_synonyms:add POST": always(words="擦地 拖地板", targets="家庭保洁", active="on"),
    "search_synonyms:edit POST": always(words="擦地板 拖地", targets="家庭保洁", active="on"),
    "search_typos:add POST": always(wrong="包婕", right="保洁", active="on"),
    "search_typos:edit POST": always(wrong="包捷", right="保洁", active="on"),
    "marketplace_enquiry_decide POST": NOTE,
    "marketplace_guidance_price_withdraw POST": NOTE,
    "marketplace_guidance_prices_import POST": lambda world, role, built: {"file": SimpleUploadedFile("guidance.csv", table(), "text/csv")},
    "marketplace_guidance_prices_publish POST": guidance_form,
    "marketplace_agreement_decide POST": NOTE,
    "marketplace_agreements_draft POST": agreement_form,
    "marketplace_enterprise_assess POST": always(value="B", reason="季度检查，证照齐"),
    "marketplace_enterprise_assess#1 POST": always(value="lead", reason="市里评的龙头企业"),
    "marketplace_enterprise_decide POST": NOTE,
    "marketplace_enterprise_reveal POST": NOTE,
    "marketplace_listing_decide POST": NOTE,
    "marketplace_listings_approve POST": waiting_listings,
    "api-job-applications POST": always(
        name="李秀英", experience_years=3, certificates=["housekeeper"], health_certificate=True, message="周末能来。", consent=True
    ),
    "pages:sign-up POST": always(name="李秀英", home="仪陇县新政镇", wish="月嫂", experience_years="0", message="春节后能走。", consent="on"),
    "bulletins:edit POST": lambda world, role, built: bulletin_form(),
    "bulletins:write POST": lambda world, role, built: bulletin_form(),
    "cms_bulletins_write POST": lambda world, role, built: bulletin_form(),
    "cms_bulletin_decide POST": NOTE,
    "recruitment:apply POST": always(name="李秀英", experience_years="3", health_certificate="on", message="周末能来。", consent="on"),
    "recruitment:enterprise-edit POST": job_form,
    "recruitment:enterprise-post POST": job_form,
    "marketplace_job_decide POST": NOTE,
    "workers:join POST": worker_form,
    "workers:enterprise-enter POST": worker_form,
    "workers:enterprise-profile POST": worker_form,
    "workers:enterprise-papers POST": worker_paper_form,
    "workers:enterprise-calendar POST": always(day_0="08:00-12:00，13:30-18:00", rests_on_holidays="on"),
    "workers:enterprise-except POST": day_off,
    "workers:enterprise-act#5 POST": NOTE,
    "marketplace_worker_check_write POST": always(way="visit", passed="no", finding="毛巾没有分颜色。", remedy="四色毛巾分开用"),
    "marketplace_worker_decide POST": NOTE,
    "marketplace_worker_reveal POST": NOTE,
    "marketplace_worker_paper_review POST": NOTE,
    "marketplace_bookings_rules:add POST": new_rule_form(RULE),
    "marketplace_bookings_rules:edit POST": always(**RULE),
    "marketplace_bookings_policies:add POST": always(code="half-a-day", **(POLICY | {"name": "提前半天免费"})),
    "marketplace_bookings_policies:edit POST": always(**POLICY),
    "marketplace_bookings_process POST": always(steps="进门换鞋套", evidence="做完拍一张"),
    "marketplace_series_rules:add POST": new_rule_form(SERIES_RULE),
    "marketplace_series_rules:edit POST": always(**SERIES_RULE),
    "marketplace_warranty_rules:add POST": new_rule_form(WARRANTY_RULE),
    "marketplace_warranty_rules:edit POST": always(**WARRANTY_RULE),
    "marketplace_engagements_rules:add POST": new_rule_form(LONG_RULE),
    "marketplace_engagements_rules:edit POST": always(**LONG_RULE),
    "marketplace_workers_kinds:add POST": always(code="swimming", name="游泳救生员证", group="skill", position="40", active="on"),
    "marketplace_workers_kinds:edit POST": always(code="housekeeper", name="家政服务员证书", group="skill", position="17", active="on"),
    "members:demo POST": always(role="visitor"),
    "members:profile POST": always(display_name="换个称呼", district_code=""),
    "members_consents:add POST": always(kind="terms", version="2027-01", title="用户协议", intro="", body="## 一\n\n正文。"),
    "members_end_duty POST": REASON,
    "members_grant POST": grant_form,
    "members_organisations:add POST": organisation_form,
    "members_organisations:edit POST": organisation_form,
    "members_reactivate POST": REASON,
    "members_reveal POST": REASON,
    "members_suspend POST": REASON,
    "operations:setup POST": always(username="first-admin", password="Lantern-83-river", again="Lantern-83-river"),
    "training:course-edit POST": course_form,
    "training:course-new POST": course_form,
    "operations_outbox_retry POST": always(task=["1"]),
}


def body_of(label: str, method: str, world: World, role: str, built: Built | None) -> Body:
    """The body of a case; a case without one of its own takes that of its address."""
    maker = BODIES.get(f"{label} {method}") or BODIES.get(f"{label.split('#')[0]} {method}")
    return maker(world, role, built) if maker else {}


def content_type_of(path: str, method: str, body: Body) -> str:
    """API bodies are JSON unless a file is in them."""
    is_json = path.startswith(("/api/", "/_allauth/")) and method != "GET" and not any(hasattr(value, "read") for value in body.values())
    return JSON if is_json else ""
