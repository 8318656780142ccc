"""The one-time link that creates the first administrator of an empty site.

The token is signed with SECRET_KEY, valid for a day, and worthless as soon as there is an administrator (the page asks again,
under a lock): so nothing has to be stored.
"""

from django.core import signing

SALT = "home.operations.first-administrator"
SECONDS = 24 * 3600


def setup_path(secret_key: str) -> str:
    """The path of the page, with a fresh token."""
    return f"/setup/{signing.dumps('first-administrator', key=secret_key, salt=SALT)}/"


def token_is_good(token: str) -> bool:
    """Whether the token was signed by this site within the last day."""
    try:
        return signing.loads(token, salt=SALT, max_age=SECONDS) == "first-administrator"
    except signing.BadSignature:
        return False
