"""The provider's secrets."""

import pytest

from tests.dispatch.intake.texts import SECRET


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.SMS_INBOUND_SECRET = settings.TELEPHONY_SECRET = SECRET
