"""Addresses of engagements: the family's, the provider's, whoever lives in; and what belongs to an order of either kind."""

from django.urls import include, path

from marketplace.engagements.views import asking, assessments, care, contracts, family, provider, substitutes


def _of_portal(portal: str) -> list:
    base, extra = f"{portal}/engagements/", {"portal": portal}
    return [
        path(base, provider.queue, extra, name=f"{portal}-engagements"),
        path(f"{base}<slug:number>/", provider.manage, extra, name=f"{portal}-engagement"),
        path(f"{base}<slug:number>/do/<slug:event>/", provider.act, extra, name=f"{portal}-act"),
        path(f"{base}<slug:number>/care/", care.writing if portal == "worker" else care.log, {**extra, "kind": "engagement"}, name=f"{portal}-care"),
    ]


pages = [
    path("listings/<int:number>/engage/", asking.ask, name="ask"),
    path("my/engagements/", family.mine, name="mine"),
    path("my/engagements/new/", asking.ask, name="ask-everybody"),
    path("my/engagements/<slug:number>/", family.engagement, name="engagement"),
    path("my/engagements/<slug:number>/ending/", family.ending, name="ending"),
    path("my/engagements/<slug:number>/do/<slug:event>/", family.act, name="act"),
    path("my/engagements/<slug:number>/care/", care.log, {"kind": "engagement", "portal": "my"}, name="care"),
    path("my/orders/<slug:number>/care/", care.log, {"kind": "order", "portal": "my"}, name="order-care"),
    path("my/orders/<slug:number>/contract/", contracts.ask_for_one, {"portal": "my"}, name="order-contract"),
    path("my/substitutes/<int:number>/do/<slug:event>/", substitutes.act, name="substitute-act"),
    *_of_portal("enterprise"),
    *_of_portal("worker"),
    path("enterprise/orders/<slug:number>/care/", care.log, {"kind": "order", "portal": "enterprise"}, name="enterprise-order-care"),
    path("enterprise/orders/<slug:number>/contract/", contracts.ask_for_one, {"portal": "enterprise"}, name="enterprise-order-contract"),
    path("enterprise/substitutes/", substitutes.listed, name="substitutes"),
    path("enterprise/substitutes/<int:number>/propose/", substitutes.propose, name="substitute-propose"),
    path("worker/visits/<slug:number>/care/", care.writing, {"kind": "order", "portal": "worker"}, name="visit-care"),
    path("contracts/<int:number>/", contracts.contract, name="contract"),
    path("contracts/<int:number>/sign/", contracts.sign, name="sign"),
    path("contracts/<int:number>/paper/", contracts.paper, name="contract-paper"),
    path("assessments/<int:number>/", assessments.assessment, name="assessment"),
    path("assessments/<int:number>/do/<slug:event>/", assessments.act, name="assessment-act"),
    path("assessments/<int:number>/photos/<uuid:file_id>/", assessments.photo, name="assessment-photo"),
    path("care/<int:number>/photos/<uuid:file_id>/", care.photo, name="care-photo"),
]
urlpatterns = [path("", include((pages, "engagements")))]
