"""Staff screens: url prefixes are `<folder>-<slice>…`, none is Wagtail's own or another's."""

import inspect

from django.urls import get_resolver
from wagtail.admin.viewsets import viewsets

from tests.architecture import source


def _all() -> list:
    viewsets.populate()  # adds all of them again at each call
    return list({id(one): one for one in viewsets.viewsets if one.name}.values())


def _ours() -> list:
    return [one for one in _all() if type(one).__module__.split(".")[0] in source.OWN]


def test_prefixes_of_ours_name_folder_and_slice():
    wrong = []
    for one in _ours():
        place = [part for part in type(one).__module__.split(".")[:-1] if part != "admin"]
        beginning = "-".join(part for part in place if part in {".".join(place[:1]), place[-1]})
        if not one.url_prefix.startswith(beginning):
            wrong.append(f"{inspect.getmodule(type(one)).__name__}: {one.url_prefix} (should begin with {beginning})")
    assert wrong == []


def test_prefixes_are_nobody_elses():
    theirs = {one.url_prefix for one in _all() if one not in _ours()}
    ours = [one.url_prefix for one in _ours()]
    assert len(ours) == len(set(ours))
    assert theirs & set(ours) == set()


def test_prefixes_do_not_hide_a_part_of_wagtails_admin():
    patterns = get_resolver("wagtail.admin.urls").url_patterns
    first = {str(pattern.pattern).split("/")[0] for pattern in patterns}
    assert {one.url_prefix.split("/")[0] for one in _ours()} & {name for name in first if name.isidentifier()} == set()
