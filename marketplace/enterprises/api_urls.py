"""API of enterprises."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view

from marketplace.enterprises import api

STEPS = {"submit": "提交加盟申请", "withdraw": "撤回加盟申请"}
DECISIONS = {"approve": "通过加盟申请", "reject": "退回加盟申请", "suspend": "停业", "reinstate": "恢复营业"}


def _step(view: type, base: str, step: str, summary: str) -> URLPattern:
    """A view class of its own for each step, so that each stands in the OpenAPI document under its name."""
    made: Any = type(f"{view.__name__}{step.title()}", (view,), {"step": step})
    made = extend_schema_view(post=extend_schema(operation_id=f"applications_{step}", summary=summary))(made)
    return path(f"{base}<int:number>/{step}/", made.as_view(), name=f"api-application-{step}")


urlpatterns = [
    path("enterprises/", api.Enterprises.as_view(), name="api-enterprises"),
    path("enterprises/<int:number>/", api.EnterpriseDetail.as_view(), name="api-enterprise"),
    path("outlets/", api.Outlets.as_view(), name="api-outlets"),
    path("enterprise-applications/", api.Applications.as_view(), name="api-applications"),
    path("enterprise-applications/<int:number>/", api.ApplicationDetail.as_view(), name="api-application"),
    path("enterprise-applications/<int:number>/files/", api.ApplicationFiles.as_view(), name="api-application-files"),
    path("enterprise-applications/<int:number>/files/<int:file>/", api.ApplicationFile.as_view(), name="api-application-file"),
    *(_step(api.ApplicationStep, "enterprise-applications/", step, summary) for step, summary in STEPS.items()),
    *(_step(api.ApplicationDecision, "enterprise-applications/", step, summary) for step, summary in DECISIONS.items()),
]
