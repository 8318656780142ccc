"""The verbs of enterprises."""

from marketplace.enterprises.services.agreeing import (
    discard_agreement,
    draft_agreement,
    end_agreement,
    expire_agreements,
    remind_due,
    require_taking,
    sign_agreement,
)
from marketplace.enterprises.services.applying import add_file, remove_file, save_application, submit_application, withdraw_application
from marketplace.enterprises.services.applying_once import fill_in
from marketplace.enterprises.services.assessing import grade_enterprise, honour_enterprise
from marketplace.enterprises.services.changing import change_enterprise
from marketplace.enterprises.services.deciding import approve, reinstate, reject, suspend
from marketplace.enterprises.services.importing import Imported, ImportedEnterprise, import_enterprises
from marketplace.enterprises.services.outlets import add_outlet, change_outlet, shift_outlet
from marketplace.enterprises.services.revealing import reveal_phone

__all__ = [
    "Imported",
    "ImportedEnterprise",
    "add_file",
    "add_outlet",
    "approve",
    "change_enterprise",
    "change_outlet",
    "discard_agreement",
    "draft_agreement",
    "end_agreement",
    "expire_agreements",
    "fill_in",
    "grade_enterprise",
    "honour_enterprise",
    "import_enterprises",
    "reinstate",
    "reject",
    "remind_due",
    "remove_file",
    "require_taking",
    "reveal_phone",
    "save_application",
    "shift_outlet",
    "sign_agreement",
    "submit_application",
    "suspend",
    "withdraw_application",
]
