import subprocess
import sys
import threading

import pytest

from devtools import locks, paths

HOLD = "from devtools import locks; import time\nwith locks.held('x'):\n    print('held', flush=True); time.sleep(60)"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SERVICE_DEV_CACHE", str(tmp_path))


@pytest.fixture
def holder():
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, cwd=paths.ROOT)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_lock_held_by_another_process_is_not_had(holder):
    with locks.tried("x") as had:
        assert not had


def test_a_killed_process_leaves_no_lock(holder):
    holder.kill()
    holder.wait()
    with locks.tried("x") as had:
        assert had


def test_an_inherited_lock_outlives_its_process():
    with locks.held("x") as descriptor:
        child = subprocess.Popen(["sleep", "60"], pass_fds=[descriptor])
    try:
        with locks.tried("x") as had:
            assert not had
    finally:
        child.kill()
        child.wait()
    with locks.tried("x") as had:
        assert had


def test_waiting_is_announced_and_ends(holder, capsys):
    threading.Timer(0.3, holder.kill).start()
    with locks.held("x"):
        assert "waiting for another ./dev (x)" in capsys.readouterr().err


def test_shared_holders_do_not_exclude_each_other():
    with locks.held("x", shared=True), locks.held("x", shared=True), locks.tried("x") as had:
        assert not had
