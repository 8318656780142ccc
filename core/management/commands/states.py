"""`manage.py states`: every state machine as a Mermaid diagram (docs/reference/states.md is its output)."""

from typing import Any

from django.core.management.base import BaseCommand

from core.states import MACHINES


def document() -> str:
    """The page: one diagram and one table per machine."""
    parts = ["# State machines", "", "Written by `make docs` from the tables in each slice's `states.py`."]
    for name, (machine, model) in sorted(MACHINES.items()):
        parts += [
            "",
            f"## {name} · {model._meta.verbose_name}",
            "",
            "```mermaid",
            machine.mermaid(),
            "```",
            "",
            "| from | event | to | right | note |",
            "|---|---|---|---|---|",
        ]
        parts += [
            f"| {start} | {event} ({step.label}) | {step.to} | {step.right} | {'required' if step.note_required else ''} |"
            for (start, event), step in machine.transitions.items()
        ]
    return "\n".join(parts) + "\n"


class Command(BaseCommand):
    """Print the machines."""

    help = "Print every state machine as a Mermaid diagram."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        self.stdout.write(document(), ending="")
