from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    """People in a home for days: engagements, assessments, contracts, substitutes, care logs."""

    name = "marketplace.engagements"
    label = "engagements"
    verbose_name = "住家和长期服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register handlers, the shipped rules, parameters, menus, personal data, and the gate before a visit."""
        from core import additions, personal_data, portals
        from marketplace.bookings import gates
        from marketplace.engagements import handlers, menu, parameters, reference  # noqa: F401
        from marketplace.engagements.additions import ADDITIONS
        from marketplace.engagements.queries.contracts import require_signed

        for addition in ADDITIONS:
            additions.register(addition)
        for item in menu.ITEMS:
            portals.register(item)
        for source in menu.SOURCES:
            personal_data.register(source)
        gates.register("contract", require_signed)
