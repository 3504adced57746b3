"""`./dev shot`: which screens are taken, and from which database."""

import json

import pytest

from devtools import console, shot


@pytest.fixture
def _listed(tmp_path, monkeypatch):
    file = tmp_path / "screens.json"
    plain, online = {"name": "plain", "login": "a", "url": "/"}, {"name": "online", "login": "a", "url": "/"}
    file.write_text(json.dumps([plain, {**online, "website": True}]))
    monkeypatch.setattr(shot, "_SCREENS", file)


@pytest.mark.usefixtures("_listed")
@pytest.mark.parametrize(
    ("names", "website", "taken"),
    [
        ([], False, ["plain"]),
        ([], True, ["plain", "online"]),
        (["online"], False, ["online"]),
    ],
)
def test_screens_that_need_a_website_are_taken_when_wanted_or_named(names, website, taken):
    assert [screen["name"] for screen in shot._screens(names, website)] == taken


@pytest.mark.usefixtures("_listed")
def test_an_unknown_screen_is_told():
    with pytest.raises(console.Failure, match="no screen nothing"):
        shot._screens(["nothing"], False)
