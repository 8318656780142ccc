"""SEC-02 as one attacker would try it, through the pages: guess, forge, reach for others' things, plant a file."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.media.models import SiteImage
from marketplace.listings.models import Listing
from tests.core.media.files import BAD_PICTURES, picture
from tests.marketplace.factories import make_listing
from tests.members.factories import make_user
from tests.members.test_accounts import log_in

pytestmark = pytest.mark.django_db
NOON = "2026-11-24 04:00:00+00:00"


@pytest.mark.req("SEC-02")
def test_guessing_forging_reaching_and_planting_are_refused():
    victim, thief = make_user(), make_user()
    with time_machine.travel(NOON, tick=False):
        guesses = [log_in(Client(REMOTE_ADDR="203.0.113.9"), victim.phone, f"guess-number-{number}").status_code for number in range(12)]
    assert guesses[-2:] == [429, 429]

    theirs, mine = make_listing(author=victim, state="draft"), make_listing(author=thief, state="draft")
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(victim)
    assert forger.post(f"/my/listings/{theirs.pk}/submit/").status_code == 403
    assert Listing.objects.get(pk=theirs.pk).state == "draft"

    browser = Client()
    browser.force_login(thief)
    for path in (f"/my/listings/{theirs.pk}/", f"/my/listings/{theirs.pk}/edit/", f"/my/listings/{theirs.pk}/photos/", f"/listings/{theirs.pk}/"):
        foreign, missing = browser.get(path), browser.get(re.sub(r"\d+", "999999937", path))
        assert (foreign.status_code, foreign.content) == (404, missing.content), path
    assert browser.post(f"/my/listings/{theirs.pk}/submit/").status_code == 404

    page = f"/my/listings/{mine.pk}/photos/"
    for name, content in BAD_PICTURES:
        answer = browser.post(page, {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200 and "error" in answer.content.decode(), name
    assert SiteImage.objects.count() == 0
    assert browser.post(page, {"file": SimpleUploadedFile("窗.png", picture())}).status_code == 302
