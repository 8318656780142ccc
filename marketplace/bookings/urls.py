"""Addresses of booking and orders: the family's, the provider's, the worker's."""

from django.urls import include, path

from marketplace.bookings.views import addons, booking, calendars, evidence, homes, orders, provider, talking, visits, waiting

order = "my/orders/<slug:number>/"
pages = [
    path("listings/<int:number>/book/", booking.times, name="times"),
    path("listings/<int:number>/book/details/", booking.details, name="details"),
    path("listings/<int:number>/book/waiting/", waiting.join, name="join"),
    path("my/waiting/", waiting.mine, name="waiting"),
    path("my/waiting/<int:number>/leave/", waiting.leave, name="leave"),
    path("my/home/", homes.home, name="home"),
    path("my/calendar/", calendars.calendar, name="calendar"),
    path("my/calendar/<str:token>.ics", calendars.feed, name="feed"),
    path("my/orders/", orders.mine, name="mine"),
    path(order, orders.order, name="order"),
    path(f"{order}messages/", talking.thread, {"portal": "my"}, name="messages"),
    path(f"{order}calendar.ics", calendars.one, {"portal": "my"}, name="order-calendar"),
    path(f"{order}cancelling/", orders.cancelling, name="cancelling"),
    path(f"{order}moving/", orders.moving, name="moving"),
    path(f"{order}do/<slug:event>/", orders.act, name="act"),
    path(f"{order}evidence/<int:position>/", evidence.family, name="evidence"),
    path("enterprise/waiting/", waiting.demand, name="provider-waiting"),
    path("enterprise/addons/", addons.offers, name="addons"),
    path("enterprise/addons/<int:number>/", addons.edit, name="addons-of"),
    path("enterprise/addons/<int:number>/<int:addon>/drop/", addons.drop, name="addon-drop"),
    path("enterprise/orders/", provider.queue, name="provider-orders"),
    path("enterprise/orders/<slug:number>/", provider.manage, name="provider-order"),
    path("enterprise/orders/<slug:number>/messages/", talking.thread, {"portal": "enterprise"}, name="provider-messages"),
    path("enterprise/orders/<slug:number>/evidence/<int:position>/", evidence.provider, name="provider-evidence"),
    path("enterprise/orders/<slug:number>/do/<slug:event>/", provider.act, name="provider-act"),
    path("worker/visits/", visits.route, name="route"),
    path("worker/visits/<slug:number>/", visits.visit, name="visit"),
    path("worker/visits/<slug:number>/messages/", talking.thread, {"portal": "worker"}, name="visit-messages"),
    path("worker/visits/<slug:number>/calendar.ics", calendars.one, {"portal": "worker"}, name="visit-calendar"),
    path("worker/visits/<slug:number>/evidence/<int:position>/", evidence.worker, name="visit-evidence"),
    path("worker/visits/<slug:number>/do/<slug:event>/", visits.act, name="visit-act"),
]
urlpatterns = [path("", include((pages, "bookings")))]
