#!/usr/bin/env python
"""Django's command line for this project."""

import gc
import os
import sys


def main() -> None:
    """Run a management command with the settings named by DJANGO_SETTINGS_MODULE (default: production rules, embedded parts)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")
    from django.core.management import execute_from_command_line, load_command_class

    if sys.argv[1:2] == ["up"]:
        # Only the processes that it starts need the applications.
        load_command_class("home.operations", "up").run_from_argv(sys.argv)
        return
    gc.disable()  # nothing that is imported is garbage; home.apps turns it on again
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
