"""Wagtail: Chinese admin, our image and document models, our search backend."""

WAGTAIL_SITE_NAME = "有邻"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAILIMAGES_IMAGE_MODEL = "media.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt", "csv", "zip", "mp4", "webm"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.wagtail_backend", "AUTO_UPDATE": True}}
# Pages have a Chinese tree and an English one of what was translated (docs/decisions/0006).
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文"), ("en", "英文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_LOGIN_URL = "/admin/login/"
# Passwords, numbers and accounts are changed in members, not in Wagtail.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "ol", "ul", "hr", "link", "document-link", "image", "blockquote"]},
    },
}
WAGTAILEMBEDS_FINDERS: list = []
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.media.forms.SiteImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.media.forms.SiteDocumentForm"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
# A second after something was noticed; core/static/core/autosave.js keeps it apart from what somebody submits.
WAGTAIL_AUTOSAVE_INTERVAL = 1000
