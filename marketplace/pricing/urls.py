from django.urls import path

from marketplace.pricing import views

app_name = "pricing"
urlpatterns = [path("prices/", views.prices, name="list")]
