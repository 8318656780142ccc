"""API of questions and feedback."""

from django.urls import path

from dispatch.intake import api

urlpatterns = [
    path("feedback/", api.FeedbackItems.as_view(), name="api-feedback"),
    path("feedback/<slug:number>/", api.FeedbackItem.as_view(), name="api-feedback-item"),
    path("consultations/", api.Consultations.as_view(), name="api-consultations"),
    path("consultations/<slug:number>/", api.Consultation.as_view(), name="api-consultation"),
]
