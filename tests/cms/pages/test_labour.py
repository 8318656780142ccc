"""Labour partners, their sign-up, and the brochure (LAB-01, LAB-02, LAB-05)."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.audit.models import AuditEntry
from core.models import StoredPage
from core.personal_data import collect
from marketplace.enterprises.services import suspend
from marketplace.recruitment import services
from marketplace.recruitment.errors import AlreadySignedUp
from marketplace.recruitment.models import SignUp
from members.models import User
from members.roles import Role
from notifications.models import Notice
from tests.cms.pages.factories import BODY, brochure, labour_index, partner_page
from tests.marketplace.factories import SYSTEM, make_enterprise
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SAID = {"name": "李秀英", "home": "仪陇县新政镇", "wish": "月嫂", "experience_years": "2", "message": "春节后能走。", "consent": "on"}
LIST = "/admin/marketplace-recruitment/sign-ups/"


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.req("LAB-01")
def test_a_partner_has_a_page_with_publicity_recruiting_and_promotion() -> None:
    firm = make_enterprise()
    job = make_job(enterprise=firm, title="金牌月嫂一位")
    page = partner_page(receivers=(firm,), places=40)
    index = Client().get(labour_index().url).content.decode()
    assert page.title in index and "四川省南充市仪陇县" in index
    shown = Client().get(page.url).content.decode()
    for text in ("为什么做得久", "走之前就知道去哪家。", "第五批招什么人", "二十二到五十岁", "怎么带到村里", "逢三逢六在新政镇。"):
        assert text in shown
    for text in ("四川省南充市仪陇县", "仪陇县就业服务管理局", "40 人", firm.legal_name, job.title, f"/labour-partners/{page.pk}/sign-up/"):
        assert text in shown
    assert "csrf" not in shown


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_page_without_one_of_the_three_is_not_published(gone: int) -> None:
    with pytest.raises(ValidationError):
        partner_page(body=[block for place, block in enumerate(BODY) if place != gone])


@pytest.mark.req("LAB-02")
def test_people_sign_up_and_staff_have_them_listed() -> None:
    page, person = partner_page(), make_user(phone="13912340000")
    address = f"/labour-partners/{page.pk}/sign-up/"
    assert "/accounts/login/" in Client().get(address).url
    trainer = make_staff(Role.TRAINING)
    client = as_user(person)
    assert page.title in client.get(address).content.decode()
    assert client.post(address, SAID).url == "/my/applications/"
    row = SignUp.objects.get()
    assert (row.partner_id, row.person, row.name, row.phone, row.wish, row.region) == (page.pk, person, "李秀英", "13912340000", "月嫂", page.region)
    assert page.title in client.get("/my/applications/").content.decode()
    assert Notice.objects.filter(user=trainer, title__contains=page.title).exists()
    listed = as_user(trainer).get(LIST).content.decode()
    assert "李秀英" in listed and "仪陇县新政镇" in listed and "139****0000" in listed and "13912340000" not in listed


def test_the_list_is_handed_on_whole_with_a_trace_and_only_by_those_who_may() -> None:
    page = partner_page()
    for name, message in (("李秀英", "=1+1"), ("王桂香", "")):
        said = {"name": name, "experience_years": 1, "consent": True, "message": message}
        services.sign_up(partner_id=page.pk, partner_title=page.title, region=page.region, actor=actor_for(make_user()), now=clock.now(), **said)
    answer = as_user(make_staff(Role.TRAINING)).post(f"{LIST}export/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows] == ["姓名", "李秀英", "王桂香"] and rows[1][8] == "'=1+1" and len(rows[1][4]) == 11
    assert AuditEntry.objects.filter(function="labour_signup.export", detail__rows=2).count() == 1
    assert as_user(make_staff(Role.HR)).post(f"{LIST}export/").status_code == 403


def test_one_signs_up_once() -> None:
    page, person = partner_page(), make_user()
    client, address = as_user(person), f"/labour-partners/{page.pk}/sign-up/"
    client.post(address, SAID)
    assert "已经报过名" in client.post(address, SAID).content.decode()
    with pytest.raises(AlreadySignedUp):
        said = {"name": "李秀英", "experience_years": 1, "consent": True}
        services.sign_up(partner_id=page.pk, partner_title="x", region="x", actor=actor_for(person), now=clock.now(), **said)
    assert SignUp.objects.count() == 1
    assert [one["wish"] for one in collect(person.pk)["recruitment"]["sign_ups"]] == ["月嫂"]


def test_the_list_closes_by_itself(time_machine) -> None:
    today = timezone.localdate(clock.now())
    page = partner_page(sign_up_until=today)
    assert "我要报名" in Client().get(page.url).content.decode()
    time_machine.move_to(clock.midnight(today + timedelta(days=1)) + timedelta(seconds=1), tick=False)
    assert "我要报名" not in Client().get(page.url).content.decode()
    as_user(make_user()).post(f"/labour-partners/{page.pk}/sign-up/", SAID)
    assert SignUp.objects.count() == 0


def test_nobody_signs_up_with_a_page_that_is_not_shown() -> None:
    page = partner_page(live=False)
    assert as_user(make_user()).post(f"/labour-partners/{page.pk}/sign-up/", SAID).status_code == 404
    assert as_user(make_user()).get("/labour-partners/99999999999999/sign-up/").status_code == 404


def test_a_receiver_that_was_suspended_is_gone_from_the_page_at_once() -> None:
    firm = make_enterprise(legal_name="北京安月母婴护理有限公司")
    page = partner_page(receivers=(firm,))
    assert "北京安月母婴护理有限公司" in Client().get(page.url).content.decode()
    suspend(firm, actor=actor_for(make_staff("leader")), now=clock.now(), note="没有年检。")
    assert "北京安月母婴护理有限公司" not in Client().get(page.url).content.decode()


@pytest.mark.req("LAB-05")
def test_the_brochure_introduces_the_centre_and_lists_the_positions_as_they_are() -> None:
    page = brochure()
    job = make_job(title="金牌月嫂一位", positions=5)
    services.edit_job(job, actor=SYSTEM, now=clock.now(), place="花家地")
    shown = Client().get(page.url).content.decode()
    assert "中心管派单、培训和投诉" in shown and "金牌月嫂一位" in shown and "5 人" in shown and "6,000–8,500 元/月" in shown
    services.close(job, actor=SYSTEM, now=clock.now())
    assert "金牌月嫂一位" not in Client().get(page.url).content.decode()


def test_a_brochure_may_list_one_enterprise_one_programme_or_what_was_chosen() -> None:
    firm = make_enterprise()
    first, second, third = make_job(enterprise=firm, title="岗位甲"), make_job(title="岗位乙", programme="reemployment"), make_job(title="岗位丙")
    wanted = {"岗位甲": brochure(enterprise=firm), "岗位乙": brochure(programme="reemployment"), "岗位丙": brochure(chosen=(third,))}
    for title, page in wanted.items():
        shown = Client().get(page.url).content.decode()
        assert [row.title for row in (first, second, third) if row.title in shown] == [title]


def test_a_brochure_ends_with_its_first_position(time_machine) -> None:
    now = clock.now()
    page = brochure()
    make_job(title="快到期的岗位", expires_at=now + timedelta(hours=1))
    assert "快到期的岗位" in Client().get(page.url).content.decode()
    time_machine.move_to(now + timedelta(hours=1, seconds=1), tick=False)
    assert "快到期的岗位" not in Client().get(page.url).content.decode()


@pytest.mark.parametrize("kind", ["brochure", "partner", "index"])
def test_rendering_costs_the_same_at_two_sizes(kind: str) -> None:
    firm = make_enterprise()
    page = {"brochure": brochure, "partner": lambda: partner_page(receivers=(firm,)), "index": labour_index}[kind]()
    counts = []
    for many in (2, 8):
        for _ in range(many):
            make_job(enterprise=firm, certificates=("cook",))
            if kind == "index":
                partner_page()
        client = Client()
        client.get(page.url)
        StoredPage.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page.url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30


@pytest.mark.parametrize("kind", ["labourpartnerpage", "recruitmentbrochurepage"])
def test_an_editor_finds_the_form_of_the_page_and_its_three_blocks(kind: str) -> None:
    editor = as_user(make_staff(Role.EDITOR))
    page = editor.get(f"/admin/pages/add/pages/{kind}/{labour_index().pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    words = (
        ("输出地", "接收企业", "报名到哪天", "宣传", "招募", "推广") if kind == "labourpartnerpage" else ("中心介绍", "只列这个专项的岗位", "只列挑出来的岗位")
    )
    # The names of blocks stand in data for the editor's scripts.
    assert [word for word in words if word not in text and json.dumps(word).strip('"') not in text] == []
