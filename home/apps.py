import gc

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The portal: front page, menus, what the site says about itself."""

    name = "home"
    label = "home"
    verbose_name = "首页"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Provide the facts of header and footer; register reference data."""
        from core import cities, context, language
        from home import cities as sites
        from home import menus, redirects, reference, translations  # noqa: F401

        cities.provide(sites.read)
        context.provide(menus.site_facts)
        language.provide(translations.titles)
        redirects.connect()
        # What the applications are made of stays: no collection needs to look at it.
        gc.freeze()
        gc.enable()
