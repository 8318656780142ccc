"""Pages of this slice."""

from django.conf import settings
from django.urls import path, re_path

from members.views import account, demo, texts

app_name = "members"
urlpatterns = [
    path("my/", account.my, name="my"),
    path("my/profile/", account.profile, name="profile"),
    path("my/security/", account.security, name="security"),
    path("my/security/end-other-sessions/", account.end_other_sessions, name="end_other_sessions"),
    path("my/consents/", account.consents, name="consents"),
    re_path(r"^my/consents/(?P<kind>terms|privacy)/(?P<verb>give|withdraw)/$", account.change_consent, name="change_consent"),
    path("my/data/", account.data, name="data"),
    path("terms/", texts.text, {"kind": "terms"}, name="terms"),
    path("privacy/", texts.text, {"kind": "privacy"}, name="privacy"),
    path("terms/<str:version>/", texts.old_text, {"kind": "terms"}, name="terms-version"),
    path("privacy/<str:version>/", texts.old_text, {"kind": "privacy"}, name="privacy-version"),
]
if settings.DEMO_MODE:
    urlpatterns.append(path("demo/", demo.doors, name="demo"))
