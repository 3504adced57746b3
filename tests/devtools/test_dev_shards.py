"""The test files dealt out to several processes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devtools import addons, console, paths, shards

files = st.dictionaries(st.text("abcdef", min_size=1, max_size=6), st.floats(0, 1000), min_size=1, max_size=40)


@given(files, st.integers(1, 6))
def test_each_file_is_dealt_once_and_no_hand_is_much_longer(seconds, count):
    hands = shards.deal(seconds, count)
    assert sorted(path for hand in hands for path in hand) == sorted(seconds)
    lengths = [sum(seconds[path] for path in hand) for hand in hands]
    # Graham's bound for the longest-first rule, against the least that any dealing can reach
    least = max(sum(seconds.values()) / count, *seconds.values())
    assert max(lengths) <= least * (4 / 3) + max(seconds.values()) / 3 + 1e-6
    assert hands == shards.deal(dict(reversed(seconds.items())), count)


def test_without_a_path_every_file_is_taken():
    found, others = shards.split_arguments(["-k", "clock"])
    assert others == ["-k", "clock"]
    of_addons = {file for name in addons.chosen() for file in (paths.ADDONS / name).resolve().glob("tests/test_*.py")}
    assert of_addons <= set(found)
    assert paths.ROOT / "tests" / "test_install.py" in found
    assert len(found) == len(set(found))


def test_a_file_of_unknown_length_is_guessed_by_its_name(tmp_path):
    browser, plain = tmp_path / "test_visit_browser.py", tmp_path / "test_visit.py"
    for file in (browser, plain):
        file.write_text("x" * 6000)
    seconds = shards.expected_seconds([browser, plain])
    assert seconds[browser] > 10 * seconds[plain] > 0


def test_a_single_test_is_refused():
    with pytest.raises(console.Failure):
        shards.split_arguments(["tests/test_install.py::test_x"])


@pytest.mark.parametrize(
    ("codes", "expected"), [([0, 0], 0), ([0, 1], 1), ([0, 5], 0), ([5, 5], 5), ([5, 2], 2), ([], 5)]
)
def test_no_tests_in_one_of_them_is_no_failure(codes, expected):
    assert shards.verdict(codes) == expected
