import pytest

from devtools import paths, test


@pytest.fixture(autouse=True)
def in_checkout(monkeypatch):
    monkeypatch.chdir(paths.ROOT)


@pytest.mark.parametrize(
    "arguments",
    [["tests/devtools"], ["tests/devtools/test_dev_apt.py::test_one_line_format", "-x"], ["-q", "tests/devtools"]],
)
def test_tests_of_the_tools_need_no_database(arguments):
    assert test.needs_no_database(arguments)


@pytest.mark.parametrize("arguments", [[], ["-k", "clock"], ["addons"], ["tests/devtools", "addons"]])
def test_everything_else_does(arguments):
    assert not test.needs_no_database(arguments)
