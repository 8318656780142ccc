"""Staff screens in the Wagtail admin that save through services.

A `ServiceViewSet` is Wagtail's `ModelViewSet` with two changes: rights come from `core.access` (resource of the model), and creating,
editing, deleting call the service named by the subclass instead of `form.save()`.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from core import clock
from core.access import Actor, can, current_actor, scopes
from core.errors import DomainError, Forbidden, Invalid

VERBS = {"add": "create", "change": "update", "delete": "delete", "view": "read", "choose": "read"}
EVERYBODYS = frozenset({"p", "o"})
Service = Callable[..., Any]


def require_staff(verb: str, resource: str) -> Actor:
    """The actor, when he may do this to more than what is public or his own: the right to a staff screen. Raises Forbidden."""
    if not is_for_staff(verb, resource):
        raise Forbidden(audit={"verb": verb, "resource": resource})
    return current_actor()


def is_for_staff(verb: str, resource: str) -> bool:
    """Whether the actor may do this to more than what is public or his own."""
    return not scopes(current_actor(), verb, resource) <= EVERYBODYS


def waited(since: datetime | None, now: datetime) -> str:
    """How long something has waited, in the largest whole unit: 3 天, 5 小时, 12 分钟; empty for what does not wait."""
    if since is None:
        return ""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "不到 1 分钟"
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 60 * 24 else f"{minutes // 60 // 24} 天"


class AccessPolicy(BasePermissionPolicy):
    """Wagtail's permission policy answered by `core.access` for the current actor."""

    def _allowed(self, user: Any, action: str, instance: Any = None) -> bool:
        actor = current_actor()
        if user is None or actor.user_id != user.pk:
            return False
        verb = VERBS.get(action, action)
        if instance is not None:
            return can(actor, verb, instance)
        # What everybody may do to public rows or to his own is no reason to show a staff screen.
        return not scopes(actor, verb, self.model.access_resource) <= EVERYBODYS

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the user may do this to some row."""
        return self._allowed(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the user may do this to this row."""
        return self._allowed(user, action, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> models.QuerySet:
        """The rows that the user may see."""
        queryset = self.model._default_manager.all()
        return queryset.visible_to(current_actor()) if hasattr(queryset, "visible_to") else queryset

    def users_with_any_permission(self, actions: Any) -> Any:
        """Not asked anywhere in our screens."""
        return []


def say_on_form(form: ModelForm, error: DomainError) -> None:
    """Put a domain error beside its fields."""
    messages = error.fields if isinstance(error, Invalid) and error.fields else {}
    for name, texts in messages.items():
        form.add_error(name if name in form.fields else None, ValidationError(texts))
    if not messages:
        form.add_error(None, error.message)


class _SavesByService:
    """Mixin of the create and edit views."""

    http_method_names = ("get", "head", "post", "options")
    service: Service | None = None

    def call_service(self, form: ModelForm) -> models.Model:
        """One domain call; each view says which."""
        raise TypeError(f"{type(self).__name__} names no service")

    def form_valid(self, form: ModelForm) -> Any:
        """Call the service; show its errors beside the fields."""
        try:
            self._saved = self.call_service(form)
        except DomainError as error:
            say_on_form(form, error)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]
        return super().form_valid(form)  # type: ignore[misc]

    def save_instance(self) -> models.Model:
        """The row that the service has saved; Wagtail must not save it again."""
        return self._saved

    def actor(self) -> Actor:
        """Who is at the screen."""
        return current_actor()


class ServiceCreateView(_SavesByService, CreateView):
    """Create through `service(actor=, now=, **fields)`."""

    def call_service(self, form: ModelForm) -> models.Model:
        """One domain call."""
        return self.service(actor=self.actor(), now=clock.now(), **form.cleaned_data)  # type: ignore[misc]


class ServiceEditView(_SavesByService, EditView):
    """Change through `service(row, actor=, now=, **fields)`; the row is read afresh, so the form's edits are not in it yet."""

    def call_service(self, form: ModelForm) -> models.Model:
        """One domain call."""
        row = self.model._default_manager.get(pk=self.object.pk)
        return self.service(row, actor=self.actor(), now=clock.now(), **form.cleaned_data)  # type: ignore[misc]


class ServiceDeleteView(DeleteView):
    """Delete through `service(row, actor=, now=)`."""

    http_method_names = ("get", "head", "post", "options")
    service: Service | None = None

    def delete_action(self) -> None:
        """One domain call."""
        self.service(self.object, actor=current_actor(), now=clock.now())  # type: ignore[misc]


def _refusing(view: Callable[..., HttpResponse], *, verb: str, model: type[models.Model]) -> Callable[..., HttpResponse]:
    """The view, where a missing right is our 403 with its audit row; Wagtail alone would lead to the start page without a trace."""

    @wraps(view)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as error:
            row = model._default_manager.filter(pk=kwargs["pk"]).first() if "pk" in kwargs else None
            noted = {"verb": verb, "resource": model.access_resource, "object": row}  # type: ignore[attr-defined]
            raise Forbidden(audit=noted) from error

    return refusing


class ServiceViewSet(ModelViewSet):
    """A staff screen of a model. Set `url_prefix` ("marketplace-catalog"), `create_service`, `update_service`, `delete_service`."""

    add_to_admin_menu = True
    copy_view_enabled = False
    create_service: ClassVar[Service | None] = None
    update_service: ClassVar[Service | None] = None
    delete_service: ClassVar[Service | None] = None
    add_view_class = ServiceCreateView
    edit_view_class = ServiceEditView
    delete_view_class = ServiceDeleteView

    @property
    def permission_policy(self) -> AccessPolicy:  # type: ignore[override]
        """Rights from `core.access`; a verb without a service is not offered."""
        return _ServicePolicy(self.model, self)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponse]:
        """Each view of the screen refuses with a trace."""
        verb = VERBS.get(getattr(view_class, "permission_required", None) or "view", "read")
        return _refusing(super().construct_view(view_class, **kwargs), verb=verb, model=self.model)

    def register_permissions(self) -> None:
        """Register our policy for exactly this model; Django's permissions of it mean nothing here."""
        register_permission_policy(self.model, self.permission_policy, exact_class=True)

    def get_add_view_kwargs(self) -> dict[str, Any]:
        """Hand the service to the view."""
        return {**super().get_add_view_kwargs(), "service": type(self).create_service}

    def get_edit_view_kwargs(self) -> dict[str, Any]:
        """Hand the service to the view."""
        return {**super().get_edit_view_kwargs(), "service": type(self).update_service}

    def get_delete_view_kwargs(self) -> dict[str, Any]:
        """Hand the service to the view."""
        return {**super().get_delete_view_kwargs(), "service": type(self).delete_service}


class _ServicePolicy(AccessPolicy):
    def __init__(self, model: type[models.Model], viewset: ServiceViewSet) -> None:
        super().__init__(model)
        kind = type(viewset)
        self.offered = {"add": kind.create_service, "change": kind.update_service, "delete": kind.delete_service}

    def _allowed(self, user: Any, action: str, instance: Any = None) -> bool:
        if action in self.offered and self.offered[action] is None:
            return False
        return super()._allowed(user, action, instance)


class CodeColumn(Column):
    """A code that programs go by: set as code, so that nobody takes it for a word."""

    cell_template_name = "core/admin/code_cell.html"


class StaffIndexView(IndexView):
    """A list for those who may read more than what is public; anybody else gets 403 and leaves an audit row.

    With `tab_field` (a field with choices, also a filter of the list) there is a tab with its number of rows for each of `tab_choices`.
    """

    template_name = "core/admin/index.html"
    results_template_name = "core/admin/index_results.html"
    any_permission_required = ("view",)
    search_backend_name = None
    paginate_by = 30
    tab_field = ""
    tab_choices: ClassVar[list[tuple[str, Any]]] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask the right before anything is read."""
        require_staff("read", self.model.access_resource)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        """The policy of the model's screen, else rights from `core.access`; Django's permissions mean nothing here."""
        return policy_registry.get_by_type(self.model, fallback=False) or AccessPolicy(self.model)

    def get_base_queryset(self) -> models.QuerySet:
        """What the actor may see."""
        return self.model._default_manager.visible_to(current_actor())

    def tabs(self) -> list[dict[str, Any]]:
        """The tabs with their counts. One query."""
        if not self.tab_choices:
            return []
        counts = dict(self.get_base_queryset().order_by().values_list(self.tab_field).annotate(models.Count("pk")))
        found = [{"value": value, "label": label, "count": counts.get(value, 0)} for value, label in self.tab_choices]
        return [{"value": "", "label": "全部", "count": sum(counts.values())}, *found]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the tabs."""
        chosen = self.request.GET.get(self.tab_field, "")
        return {**super().get_context_data(*args, **kwargs), "tabs": self.tabs(), "tab_field": self.tab_field, "chosen_tab": chosen}


class StaffViewSet(ServiceViewSet):
    """A staff screen of a model whose list is a `StaffIndexView`."""

    index_view_class = StaffIndexView
    index_template_name = StaffIndexView.template_name
    index_results_template_name = StaffIndexView.results_template_name
    search_backend_name = None


class RightMenuItem(MenuItem):
    """A menu entry shown to those who have a right."""

    def __init__(self, label: str, url: Any, *, right: tuple[str, str], **options: Any) -> None:
        super().__init__(label, url, **options)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the actor has the right to more than what is public or his own."""
        return not scopes(request.actor, *self.right) <= EVERYBODYS  # type: ignore[attr-defined]
