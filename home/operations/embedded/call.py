"""`python -m home.operations.embedded.call '[["migrate", "--noinput"], …]'`: management commands in one process, without system checks.

Loading Django once for several commands saves about two seconds for each; the checks are a step of their own.
"""

import json
import os
import sys

import django
from django.core.management import call_command


def main(work: str) -> None:
    """Run the commands in order; the first that fails ends the process with its error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")
    django.setup()
    for name, *arguments in json.loads(work):
        call_command(name, *arguments, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
