"""Insurers and policies are records, and nobody is sent without one where it is needed (AFT-02)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.errors import Conflict, Forbidden, Invalid
from marketplace.bookings.availability import Job, rule_of
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.services import free_slots
from marketplace.insurance import services
from marketplace.insurance.models import InsurancePolicy, Insurer
from marketplace.workers.models import Paper, Skill, Worker
from marketplace.workers.queries.papers import code_of
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_offer, make_order, service
from tests.marketplace.insurance.factories import SYSTEM, liability, make_insurer, make_policy, policy_said
from tests.marketplace.series.test_pages import client_of, text
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db


def uninsured(**fields):
    """An offer whose workers hold every paper but the liability insurance."""
    offer = make_offer(**fields)
    Paper.objects.filter(worker__enterprise=offer.enterprise, kind=liability()).delete()
    return offer


def starts(offer, workers=None) -> int:
    """How many starts are free in a week for an offer."""
    people = workers or list(Worker.objects.filter(enterprise=offer.enterprise).values_list("pk", flat=True))
    days = [timezone.localdate(clock.now()) + timedelta(days=shift) for shift in range(2, 5)]
    rule = rule_of(offer.service_type_id)
    return len(free_slots(people, Job(offer.service_type_id, rule, rule.minutes), asked=days, now=clock.now()))


@pytest.mark.req("AFT-02")
def test_without_a_valid_policy_nobody_is_sent_to_a_service_that_needs_one():
    """Staff keep insurers; the enterprise registers a policy, another verifies it; before that, after its end and when it is given up nobody is free."""
    leader = client_of(make_staff("leader"))
    leader.post(reverse("marketplace_insurers:add"), {"name": "京安财产保险", "claims_phone": "95511", "active": "on"})
    insurer = Insurer.objects.get(name="京安财产保险")
    glass = service("glass")
    offer, plain = uninsured(service_type=glass), uninsured()
    assert glass in liability().service_types.all() and starts(offer) == 0 and starts(plain) > 0
    with pytest.raises(SlotTaken) as refused:
        make_order(offer)
    assert refused.value.extra["reasons"] == ["papers"]
    me, today = client_of(offer.enterprise.applicant), timezone.localdate(clock.now())
    assert "还没有保单" in text(me, reverse("insurance:mine"))
    said = {
        "insurer": insurer.pk,
        "kind": liability().pk,
        "number": "PZ20261123001",
        "sum": "500000",
        "starts_on": today,
        "ends_on": today + timedelta(days=364),
    }
    assert me.post(reverse("insurance:new"), said).status_code == 302
    policy = InsurancePolicy.objects.get()
    assert "PZ20261123001" in text(me, reverse("insurance:mine")) and starts(offer) == 0, "what nobody has verified does not count"
    assert me.post(reverse("marketplace_policy_decide", args=[policy.pk, "verify"])).status_code in (302, 403, 404) and starts(offer) == 0
    assert "PZ20261123001" in text(leader, reverse("marketplace_policies"))
    leader.post(reverse("marketplace_policy_decide", args=[policy.pk, "verify"]))
    assert starts(offer) > 0 and make_order(offer).state == "assigned"
    assert starts(uninsured(service_type=glass)) == 0, "another enterprise's workers are not covered"
    InsurancePolicy.objects.filter(pk=policy.pk).update(starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=1))
    assert starts(offer) == 0, "it has to hold on the day of the visit"
    InsurancePolicy.objects.filter(pk=policy.pk).update(ends_on=today + timedelta(days=300))
    assert starts(offer) > 0
    leader.post(reverse("marketplace_policy_decide", args=[policy.pk, "end"]), {"note": "企业退保了。"})
    assert starts(offer) == 0 and "企业退保了" in text(me, reverse("insurance:mine"))


def test_a_policy_for_some_workers_and_some_services_covers_those():
    glass, hood = service("glass"), service("range-hood-wash")
    offer = uninsured(service_type=glass, workers=2)
    other = uninsured(service_type=hood, enterprise=offer.enterprise)
    covered, bare, third = Worker.objects.filter(enterprise=offer.enterprise).order_by("pk")
    make_policy(offer.enterprise, worker_ids=[covered.pk, third.pk], service_type_ids=[glass.pk])
    assert starts(offer, [covered.pk]) > 0 and starts(offer, [bare.pk]) == 0 and starts(other, [third.pk]) == 0
    make_policy(offer.enterprise, service_type_ids=[hood.pk])
    assert starts(other, [third.pk]) > 0 and starts(offer, [bare.pk]) == 0


def test_what_cannot_be_registered_and_who_may_not_verify():
    offer = make_offer()
    firm, owner = offer.enterprise, actor_for(offer.enterprise.applicant)
    stranger = Worker.objects.get(enterprise=make_offer().enterprise)
    today = timezone.localdate(clock.now())
    for fields, field in (
        ({"number": "1"}, "number"),
        ({"sum_fen": 0}, "sum"),
        ({"ends_on": today - timedelta(days=1), "starts_on": today - timedelta(days=9)}, "ends_on"),
        ({"ends_on": today - timedelta(days=3), "starts_on": today}, "ends_on"),
        ({"worker_ids": [stranger.pk]}, "workers"),
        ({"insurer_id": 0}, "insurer"),
    ):
        with pytest.raises(Invalid) as refused:
            services.register_policy(firm, policy_said(**fields), actor=owner, now=clock.now())
        assert field in refused.value.fields
    row = services.register_policy(firm, policy_said(number="PZ0001"), actor=owner, now=clock.now())
    with pytest.raises(Conflict):
        services.register_policy(firm, policy_said(number="PZ0001"), actor=owner, now=clock.now())
    with pytest.raises(Forbidden):
        services.verify_policy(row, actor=owner, now=clock.now())


def test_it_is_reminded_of_as_papers_are_and_linked_to_what_workers_hold():
    offer = make_offer()
    worker, today = Worker.objects.get(enterprise=offer.enterprise), timezone.localdate(clock.now())
    paper = Paper.objects.create(worker=worker, kind=liability(), number="PZ7788", created_at=clock.now())
    row = make_policy(offer.enterprise, number="PZ7788", ends_on=today + timedelta(days=29))
    assert [one.pk for one in row.papers.all()] == [paper.pk]
    job = system_actor("job", "保单提醒")
    told = [services.remind_of_policies(now=clock.now() + timedelta(days=days), actor=job) for days in (0, 1, 22, 23, 29, 29)]
    assert told == [1, 0, 1, 0, 1, 0]
    assert Notice.objects.filter(user=offer.enterprise.applicant, title__contains="PZ7788 还有").count() == 2
    make_policy(offer.enterprise, ends_on=today + timedelta(days=300))
    InsurancePolicy.objects.filter(pk=row.pk).update(reminded=None)
    assert services.remind_of_policies(now=clock.now(), actor=job) == 0, "the next one is there already"
    assert make_insurer().pk and SYSTEM


def test_the_list_of_missing_papers_counts_the_policies_of_the_employer_as_the_calendar_does():
    """What covers him is named with its last day; what covers only some of his services leaves the others closed."""
    glass, hood = service("glass"), service("range-hood-wash")
    offer = uninsured(service_type=glass)
    worker = Worker.objects.get(enterprise=offer.enterprise)
    Skill.objects.create(worker=worker, service_type=hood)
    me, page = client_of(offer.enterprise.applicant), f"/enterprise/workers/{worker.pk}/"
    today = timezone.localdate(clock.now())
    assert "没有家政服务责任险，不接" in text(me, page) and code_of(worker, today).colour == "yellow"
    make_policy(offer.enterprise, service_type_ids=[glass.pk])
    assert f"没有家政服务责任险，不接{hood.name}" in text(me, page) and starts(offer, [worker.pk]) > 0
    whole = make_policy(offer.enterprise, ends_on=today + timedelta(days=200))
    seen = text(me, page)
    assert "没有家政服务责任险" not in seen and "安心财产保险的企业保单，到" in seen and code_of(worker, today).colour == "green"
    assert code_of(worker, whole.ends_on + timedelta(days=200)).colour == "yellow", "asked for a day on which it is over"
    InsurancePolicy.objects.filter(pk=whole.pk).update(everybody=False)
    assert f"没有家政服务责任险，不接{hood.name}" in text(me, page), "it names others"
