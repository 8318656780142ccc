"""The people of the demo city: one account for each role, families, providers, owners. All have one password, which is printed."""

from django.contrib.auth.hashers import make_password

from home.operations.seed.city import City, rows
from members import demo
from members.models import User
from members.services import register


def seed_people(city: City) -> int:
    """Make whoever is missing; returns how many people the city has. Hashes the shared password once."""
    numbers = {phone: role for role, (_, phone, _) in demo.PEOPLE.items()}
    accounts = demo.make_accounts(enterprise=None, actor=city.acting_as(), now=city.now)
    shared = make_password(demo.PASSWORD)
    for row in rows("people"):
        if row["phone"] in numbers:
            user = accounts[numbers[row["phone"]]]
        else:
            user = member(city, row["phone"], row["display_name"])
            user.password = shared
        user.district_code = row["district"] or ""
        # They joined before their enterprises applied; the texts they agreed to are those of today.
        user.date_joined = city.days_ago(420)
        user.save(update_fields=["password", "district_code", "date_joined"])
        city.people[row["key"]] = user
    return len(city.people)


def member(city: City, phone: str, name: str) -> User:
    """Whoever has this number, registered if need be."""
    found = User.objects.filter(phone=phone).first()
    return found or register(phone=phone, password=None, display_name=name, proven=True, channel="demo", actor=city.acting_as(), now=city.now)
