"""Addons that need a website are left out unless they are asked for."""

import pytest

from devtools import addons, paths, shards, test


@pytest.fixture
def among(tmp_path):
    depends = {
        "quality": ["helpdesk_mgmt"],
        "training": ["quality"],
        "online": ["training", "website_slides"],
        "more": ["online"],
        "site": ["website"],
    }
    return {name: addons.Addon(tmp_path / name, {"depends": needed}) for name, needed in depends.items()}


def test_what_stands_on_a_website_stands_apart(among):
    assert addons.apart(among) == {"online", "more", "site"}


def test_only_a_name_brings_it(among):
    assert list(addons.chosen([], among)) == ["quality", "training"]
    assert list(addons.chosen(["more"], among)) == ["more", "online", "quality", "training"]


def test_files_of_theirs_bring_it_and_nothing_else_does():
    assert test._names("", ["-k", "clock", str(paths.ROOT / "tests" / "test_install.py")]) == ()
    for name in addons.apart():
        file = paths.ADDONS / name / "tests" / "test_x.py"
        assert set(test._names("", [f"{file}::test"])) == {*addons.chosen(), name}


def test_their_files_are_dealt_to_nobody():
    found, _others = shards.split_arguments([])
    folders = {file.relative_to(paths.ADDONS).parts[0] for file in found if file.is_relative_to(paths.ADDONS)}
    assert folders == set(addons.chosen())
