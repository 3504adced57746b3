import pytest

from devtools import addons, console


@pytest.fixture
def folder(tmp_path):
    def add(name, depends, **more):
        path = tmp_path / name
        (path / "models").mkdir(parents=True)
        (path / "__manifest__.py").write_text(repr({"name": name, "depends": depends, **more}))
        (path / "models" / "thing.py").write_text("x = 1\n")

    add("quality", ["helpdesk_mgmt", "hr"])
    add("training", ["quality", "survey"])
    add("kpi", ["training"])
    add("abandoned", ["base"], installable=False)
    return tmp_path


def test_every_installable_addon_is_found(folder):
    assert list(addons.every(folder)) == ["kpi", "quality", "training"]


def test_choice_brings_what_is_needed(folder):
    among = addons.every(folder)
    assert list(addons.chosen(["training"], among)) == ["quality", "training"]
    assert list(addons.chosen([], among)) == ["kpi", "quality", "training"]


def test_an_unknown_choice_is_refused(folder):
    with pytest.raises(console.Failure, match="no addon repair"):
        addons.chosen(["repair"], addons.every(folder))


def test_files_that_an_update_leaves_alone_are_told(folder):
    data = folder / "quality" / "data"
    data.mkdir()
    (data / "rule.xml").write_text('<odoo noupdate="1"/>')
    (data / "view.xml").write_text("<odoo/>")
    quality = addons.every(folder)["quality"]
    (folder / "quality" / "demo").mkdir()
    (folder / "quality" / "demo" / "case.xml").write_text('<odoo noupdate="1"/>')
    before = quality.loaded_once(demo=False)
    assert list(before) == ["quality/data/rule.xml"]
    assert list(quality.loaded_once(demo=True)) == [*before, "quality/demo/case.xml"]
    (data / "rule.xml").write_text('<odoo noupdate="1"><record/></odoo>')
    assert quality.loaded_once(demo=False) != before


def test_foundation_is_what_others_bring(folder):
    assert addons.foundation(addons.every(folder)) == ["helpdesk_mgmt", "hr", "survey"]
    assert addons.foundation({}) == ["base"]


@pytest.mark.parametrize(
    "path", ["tests/test_x.py", "readme/USAGE.md", "README.rst", "static/description/icon.png", "i18n/quality.pot"]
)
def test_fingerprint_ignores_what_a_database_does_not_hold(folder, path):
    addon = addons.every(folder)["quality"]
    before = addon.fingerprint()
    (addon.path / path).parent.mkdir(parents=True, exist_ok=True)
    (addon.path / path).write_text("new")
    assert addon.fingerprint() == before


@pytest.mark.parametrize("path", ["models/thing.py", "views/x.xml", "i18n/zh_CN.po", "static/src/x.js", "data/x.csv"])
def test_fingerprint_changes_with_what_is_installed(folder, path):
    addon = addons.every(folder)["quality"]
    before = addon.fingerprint()
    (addon.path / path).parent.mkdir(parents=True, exist_ok=True)
    (addon.path / path).write_text("new")
    assert addon.fingerprint() != before


def test_a_renamed_file_changes_the_fingerprint(folder):
    addon = addons.every(folder)["quality"]
    before = addon.fingerprint()
    (addon.path / "models/thing.py").rename(addon.path / "models/other.py")
    assert addon.fingerprint() != before


def test_a_broken_manifest_is_named(folder):
    (folder / "quality" / "__manifest__.py").write_text("{")
    with pytest.raises(console.Failure, match="quality"):
        addons.every(folder)


def test_dependencies_are_followed_through_all_folders(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "survey").mkdir()
    (other / "survey" / "__manifest__.py").write_text('{"depends": ["mail"]}')
    found = addons.with_dependencies(["training"], [folder, other])
    assert found == {"training", "quality", "survey", "mail", "helpdesk_mgmt", "hr"}
