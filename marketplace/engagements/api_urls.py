"""API of engagements."""

from django.urls import path

from marketplace.engagements.api import beside, engagements

urlpatterns = [
    path("engagements/", engagements.Engagements.as_view(), name="api-engagements"),
    path("engagements/<slug:number>/", engagements.EngagementDetail.as_view(), name="api-engagement"),
    path("engagements/<slug:number>/care/", beside.CareLog.as_view(), name="api-engagement-care"),
    path("engagements/<slug:number>/begin/", engagements.Beginning.as_view(), name="api-engagement-begin"),
    path("engagements/<slug:number>/<slug:action>/", engagements.EngagementAction.as_view(), name="api-engagement-act"),
    path("contracts/<int:number>/", beside.ContractDetail.as_view(), name="api-contract"),
    path("contracts/<int:number>/sign/", beside.ContractSign.as_view(), name="api-contract-sign"),
    path("substitutes/<int:number>/", beside.SubstituteDetail.as_view(), name="api-substitute"),
    path("substitutes/<int:number>/<slug:action>/", beside.SubstituteAction.as_view(), name="api-substitute-act"),
]
