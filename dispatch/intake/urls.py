"""Addresses of questions and feedback. A new question stands before a number, so that "new" is none."""

from django.urls import path

from dispatch.intake.views import looking_up, sending

app_name = "intake"
FEEDBACK, ENQUIRY = {"kind": "feedback"}, {"kind": "enquiries"}
urlpatterns = [
    path("feedback/", sending.feedback, name="feedback"),
    path("feedback/<slug:number>/", looking_up.ticket, FEEDBACK, name="ticket"),
    path("feedback/<slug:number>/reopen/", looking_up.reopen, FEEDBACK, name="reopen"),
    path("enquiries/new/", sending.enquire, name="enquire"),
    path("enquiries/<slug:number>/", looking_up.ticket, ENQUIRY, name="enquiry"),
    path("enquiries/<slug:number>/reopen/", looking_up.reopen, ENQUIRY, name="enquiry-reopen"),
    path("my/feedback/", looking_up.mine, FEEDBACK, name="my-feedback"),
    path("my/consultations/", looking_up.mine, ENQUIRY, name="my-enquiries"),
]
