"""SMS: which gateway, what it may cost; who may be called inside our own network."""

import os

from settings.parts.paths import secret

# Empty: the simulator when SIMULATORS is on, else no SMS can be sent (doctor says so).
SMS_PROVIDER_URL = os.environ.get("SMS_PROVIDER_URL", "")
SMS_PROVIDER_TOKEN = secret("SMS_PROVIDER_TOKEN")
# What the provider signs its calls to us with (/hooks/sms/); empty: nobody gets in by that door.
SMS_INBOUND_SECRET = secret("SMS_INBOUND_SECRET")
# The same for the telephone exchange (/hooks/calls/).
TELEPHONY_SECRET = secret("TELEPHONY_SECRET")
# Empty: the simulator when SIMULATORS is on, else calls are only written down.
TELEPHONY_URL = os.environ.get("TELEPHONY_URL", "")
TELEPHONY_TOKEN = secret("TELEPHONY_TOKEN")
SMS_SIGNATURE = os.environ.get("SMS_SIGNATURE", "有邻")
# Codes and notices together; at the end of the budget nothing is sent any more until midnight (UTC day).
SMS_DAILY_BUDGET = int(os.environ.get("SMS_DAILY_BUDGET", "5000"))
OUTBOUND_PRIVATE_HOSTS = [host for host in os.environ.get("OUTBOUND_PRIVATE_HOSTS", "").split(",") if host]
