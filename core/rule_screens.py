"""Staff screens of rules: a form that can be looked at before it is saved, the sentence that families will read, and the history."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse

from core.admin import ServiceCreateView, ServiceEditView, StaffViewSet, say_on_form
from core.errors import DomainError
from core.rules import changes_of

Preview = Callable[..., str]


class RuleForm(forms.ModelForm):
    """The fields alone are checked here; what they must be together is said by the service in words, not by the name of a constraint.

    `once`: the field that says what a rule is about; it is given once and not there when the rule is changed.
    """

    once: ClassVar[str] = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.once and self.instance.pk:
            del self.fields[self.once]  # type: ignore[attr-defined]

    def _get_validation_exclusions(self) -> set[str]:
        return {field.name for field in self._meta.model._meta.fields}  # type: ignore[attr-defined]


class _Previews:
    """`preview_service(row or None, **fields)` checks like the saving one and says what families will read."""

    preview_service: Preview | None = None
    object: Any

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        """Look first, or save."""
        if "preview" not in self.request.POST:  # type: ignore[attr-defined]
            return super().form_valid(form)  # type: ignore[misc]
        row = type(self.object)._default_manager.get(pk=self.object.pk) if self.object is not None else None
        try:
            words = self.preview_service(row, **form.cleaned_data)  # type: ignore[misc]
        except DomainError as error:
            say_on_form(form, error)
            return self.form_invalid(form)  # type: ignore[attr-defined]
        self.form = form
        return self.render_to_response(self.get_context_data(previewed=words))  # type: ignore[attr-defined]


class RuleCreateView(_Previews, ServiceCreateView):
    """A new rule."""


class RuleEditView(_Previews, ServiceEditView):
    """A rule, with what families read now, and its history."""

    said: Callable[[Any], str] | None = None

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """With both, from the row as it stands."""
        row = type(self.object)._default_manager.get(pk=self.object.pk)
        return {**super().get_context_data(**options), "reads_now": self.said(row), "changes": changes_of(row)}  # type: ignore[misc]


class RuleViewSet(StaffViewSet):
    """A screen of rules. Set `form_class`, `preview_service` and `said` (the sentence of a saved row) beside the services."""

    preview_service: ClassVar[Preview | None] = None
    said: ClassVar[Preview | None] = None
    add_view_class = RuleCreateView
    edit_view_class = RuleEditView
    create_template_name = "core/admin/rule.html"
    edit_template_name = "core/admin/rule.html"

    def get_form_class(self, for_update: bool = False) -> type:
        """The form, for both."""
        return self.form_class

    def get_add_view_kwargs(self) -> dict[str, Any]:
        """Hand the preview to the view."""
        return {**super().get_add_view_kwargs(), "preview_service": type(self).preview_service}

    def get_edit_view_kwargs(self) -> dict[str, Any]:
        """Hand the preview to the view."""
        return {**super().get_edit_view_kwargs(), "preview_service": type(self).preview_service, "said": type(self).said}
