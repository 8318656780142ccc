"""What somebody says in a line of text: what he wants, when, where. Plain Python over plain tables; see docs/concepts/intake.md.

Used for SMS, for the three fields of the operator's form and for turning a written question into an order without typing it again.
"""

from dispatch.intake.reading.commands import Command, Kind, command_of
from dispatch.intake.reading.needs import Need, read_need
from dispatch.intake.reading.plain import plain
from dispatch.intake.reading.times import When, read_when
from dispatch.intake.reading.vocabulary import Place, Vocabulary, Word

__all__ = ["Command", "Kind", "Need", "Place", "Vocabulary", "When", "Word", "command_of", "plain", "read_need", "read_when"]
