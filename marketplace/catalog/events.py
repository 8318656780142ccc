"""What happens to the catalogue."""

from core.outbox import Event

CATEGORY_CHANGED = Event("category.changed", ids=("category_id",))
# Everything that hung on `source_id` now belongs to `target_id`; slices above move their rows.
CATEGORY_MERGED = Event("category.merged", ids=("source_id", "target_id"))
SERVICE_TYPE_CHANGED = Event("service_type.changed", ids=("service_type_id",))
SERVICE_TYPE_MERGED = Event("service_type.merged", ids=("source_id", "target_id"))
# Its name, its place, or whether it is in use.
DISTRICT_CHANGED = Event("district.changed", ids=("district_id",))
