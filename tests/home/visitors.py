"""One page of each kind that visitors see, with something on it: (kind of budget, address)."""

from cms.pages.models import LegalPage
from marketplace.catalog.models import ServiceType
from tests.cms.bulletins.factories import make_bulletin
from tests.cms.factories import article, lesson, notice
from tests.cms.training.factories import course
from tests.marketplace.catalog.factories import make_landing
from tests.marketplace.factories import make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job

FULL_PAGE = 20


def visited() -> list[tuple[str, str]]:
    """Makes what the pages show, and names them."""
    firm, glass = make_enterprise(), ServiceType.objects.select_related("category").get(code="glass")
    offers = [make_listing(enterprise=firm, category=glass.category, service_type=glass) for _ in range(FULL_PAGE)]
    make_landing()
    job, bulletin, taught = make_job(enterprise=firm), make_bulletin(), course(enterprise=firm)
    live = article("带服务的一篇", body=[{"type": "live_service", "value": {"listing": offers[0].pk, "note": ""}}])
    lists = ["/listings/", "/services/", glass.category.get_absolute_url(), glass.get_absolute_url(), "/enterprises/", "/jobs/", "/bulletins/", "/prices/"]
    lists += ["/news/", "/classroom/", "/training/", "/labour/"]
    details = [offers[0].get_absolute_url(), firm.get_absolute_url(), job.get_absolute_url(), bulletin.get_absolute_url(), taught.get_url()]
    texts = ["/terms/", "/privacy/", *(page.get_url() for page in LegalPage.objects.order_by("path"))]
    read = [live.get_url(), article().get_url(), notice().get_url(), lesson().get_url()]
    named = {"front": ["/"], "search": ["/search/?q=保洁"], "list": lists, "detail": details, "article": read, "text": texts}
    return [(kind, path) for kind, paths in named.items() for path in paths]
