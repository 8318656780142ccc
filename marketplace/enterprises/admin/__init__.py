"""The slice's staff screens."""

from marketplace.enterprises.admin.admission import DETAIL, INDEX, EnterpriseIndex, decide_on, detail, reveal
from marketplace.enterprises.admin.agreements import AGREEMENT, AGREEMENTS, AgreementIndex, agreement, decide_agreement, draft
from marketplace.enterprises.admin.chains import CHAINS, chains
from marketplace.enterprises.admin.standing import assess

__all__ = [
    "AGREEMENT",
    "AGREEMENTS",
    "CHAINS",
    "DETAIL",
    "INDEX",
    "AgreementIndex",
    "EnterpriseIndex",
    "agreement",
    "assess",
    "chains",
    "decide_agreement",
    "decide_on",
    "detail",
    "draft",
    "reveal",
]
