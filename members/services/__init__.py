"""The verbs of this slice."""

from members.services.accounts import change_password, change_profile, prove_phone, purge_unproven, register, reset_password, reveal_phone, set_pending_phone
from members.services.consents import give_consent, publish_consent_document, withdraw_consent
from members.services.groups import sync_roles
from members.services.guests import open_guest
from members.services.organisations import create_organisation, update_organisation
from members.services.rights import end_duty, grant_role, role_group, sync_groups
from members.services.sessions import end_sessions, reactivate_account, record_login, record_logout, suspend_account

__all__ = [
    "change_password",
    "change_profile",
    "create_organisation",
    "end_duty",
    "end_sessions",
    "give_consent",
    "grant_role",
    "open_guest",
    "prove_phone",
    "publish_consent_document",
    "purge_unproven",
    "reactivate_account",
    "record_login",
    "record_logout",
    "register",
    "reset_password",
    "reveal_phone",
    "role_group",
    "set_pending_phone",
    "suspend_account",
    "sync_groups",
    "sync_roles",
    "update_organisation",
    "withdraw_consent",
]
