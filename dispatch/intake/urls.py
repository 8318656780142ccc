"""Addresses of questions and feedback. A new question stands before a number, so that "new" is none."""

from django.conf import settings
from django.urls import include, path

from dispatch.intake.views import looking_up, sending, telephone

FEEDBACK, ENQUIRY = {"kind": "feedback"}, {"kind": "enquiries"}
_pages = [
    path("feedback/", sending.feedback, name="feedback"),
    path("feedback/<slug:number>/", looking_up.ticket, FEEDBACK, name="ticket"),
    path("feedback/<slug:number>/reopen/", looking_up.reopen, FEEDBACK, name="reopen"),
    path("enquiries/new/", sending.enquire, name="enquire"),
    path("enquiries/<slug:number>/", looking_up.ticket, ENQUIRY, name="enquiry"),
    path("enquiries/<slug:number>/reopen/", looking_up.reopen, ENQUIRY, name="enquiry-reopen"),
    path("my/feedback/", looking_up.mine, FEEDBACK, name="my-feedback"),
    path("hooks/calls/", telephone.hook, name="calls-hook"),
    path("my/consultations/", looking_up.mine, ENQUIRY, name="my-enquiries"),
]
_screens = [
    path("simulators/calls/", telephone.screen, name="screen"),
    path("simulators/calls/ring/", telephone.ring, name="ring"),
    path("simulators/calls/<int:number>/hang-up/", telephone.hang_up, name="hang-up"),
]
urlpatterns = [
    path("", include((_pages, "intake"))),
    path("", include((_screens if settings.SIMULATORS else [], "calls-simulator"))),
]
