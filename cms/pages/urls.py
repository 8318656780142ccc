"""The sign-up; the pages themselves are Wagtail's."""

from django.urls import include, path

from cms.pages import views

pages = [path("labour-partners/<int:number>/sign-up/", views.sign_up, name="sign-up")]
urlpatterns = [path("", include((pages, "pages")))]
