"""The verbs of guidance prices."""

from marketplace.pricing.services.importing import Imported, import_guidance
from marketplace.pricing.services.publishing import publish_guidance, withdraw_guidance

__all__ = ["Imported", "import_guidance", "publish_guidance", "withdraw_guidance"]
