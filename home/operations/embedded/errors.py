"""What can go wrong before the site runs; `manage.py up` prints the message as one line and ends with code 1."""


class EmbeddedError(Exception):
    """The embedded mode cannot go on. The message is one clear line for the person at the terminal."""
