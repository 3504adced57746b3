from pathlib import Path

from devtools import paths


def test_own_variable_wins_over_xdg(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    monkeypatch.setenv("SERVICE_DEV_CACHE", str(tmp_path))
    assert paths.cache("a", "b") == tmp_path / "a" / "b"


def test_xdg_folder_gets_a_name_of_ours(monkeypatch):
    monkeypatch.delenv("SERVICE_DEV_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    assert paths.data("x") == Path("/elsewhere/service-department/x")
