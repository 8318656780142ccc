"""Reference data: added once by code, never again, whatever staff did to it."""

import pytest

from core import reference
from core.models import District, Unit

pytestmark = pytest.mark.django_db


def test_districts_and_units_are_there() -> None:
    assert District.objects.filter(city="北京市").count() == 16
    assert District.objects.get(code="110105").name == "朝阳区"
    assert Unit.objects.filter(label="元/小时").exists()


def test_loading_again_adds_nothing() -> None:
    assert set(reference.load_all().values()) <= {0}


def test_what_staff_changed_stays_changed() -> None:
    District.objects.filter(code="110105").update(name="朝阳新区")
    removed = Unit.objects.get(label="元/公里")
    removed.delete()
    reference.load_all()
    assert District.objects.get(code="110105").name == "朝阳新区"
    assert not Unit.objects.filter(label="元/公里").exists()
