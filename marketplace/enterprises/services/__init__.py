"""The verbs of enterprises."""

from marketplace.enterprises.services.applying import add_file, remove_file, save_application, submit_application, withdraw_application
from marketplace.enterprises.services.applying_once import fill_in
from marketplace.enterprises.services.changing import change_enterprise
from marketplace.enterprises.services.deciding import approve, reinstate, reject, suspend
from marketplace.enterprises.services.importing import Imported, ImportedEnterprise, import_enterprises
from marketplace.enterprises.services.revealing import reveal_phone

__all__ = [
    "Imported",
    "ImportedEnterprise",
    "add_file",
    "approve",
    "change_enterprise",
    "fill_in",
    "import_enterprises",
    "reinstate",
    "reject",
    "remove_file",
    "reveal_phone",
    "save_application",
    "submit_application",
    "suspend",
    "withdraw_application",
]
