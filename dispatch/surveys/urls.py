"""The one address of surveys outside of the back office."""

from django.urls import path

from dispatch.surveys import views

app_name = "surveys"
urlpatterns = [path("surveys/<str:token>/", views.answer, name="answer")]
