"""The member's page."""

from django.urls import path

from marketplace.realname import views

app_name = "realname"
urlpatterns = [path("my/real-name/", views.mine, name="mine")]
