"""The marketplace API: nothing is allowed unless a view says so; one error format; one schema."""

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["core.permissions.DenyAll"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["core.wire.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.wire.StrictJSONParser", "rest_framework.parsers.MultiPartParser"],
    "EXCEPTION_HANDLER": "core.problems.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "core.schema.ProblemAutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "有邻家政 API",
    "VERSION": "1.0.0",
    "DESCRIPTION": "供求信息、搜索、加盟企业的公开接口。金额是以元为单位的字符串，时间是带时区的 ISO 8601，错误是 RFC 9457 problem+json。",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_URLCONF": "settings.api_urls",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "EnterpriseState": "marketplace.enterprises.states.EnterpriseState",
        "ListingState": "marketplace.listings.states.ListingState",
        "EnquiryState": "marketplace.listings.states.EnquiryState",
        "Side": "marketplace.listings.states.Side",
        "TicketState": "dispatch.intake.states.TicketState",
        "FeedbackKind": "dispatch.intake.states.FeedbackKind",
    },
}
