"""What every rule of a service type needs when it is saved."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from core.errors import Invalid
from marketplace.catalog.models import ServiceType


def locked_kind(rule: Any | None, model: type[Model], fields: Mapping[str, Any]) -> ServiceType:
    """The service type of a rule, or of the new one that these fields make, locked. Raises Invalid for one that has a rule."""
    kind = rule.service_type if rule is not None else fields["service_type"]
    locked = ServiceType.objects.select_for_update().get(pk=kind.pk)
    if rule is None and model._default_manager.filter(service_type=locked).exists():
        raise Invalid(fields={"service_type": ["这项服务已经有规则了，改那一条。"]})
    return locked
