"""Short codes for paper and addresses: nothing that looks alike in print (0 O 1 I L is left out)."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def short_code(length: int) -> str:
    """A code that nobody guesses; whoever stores it lets the database see to it that there is one of each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
