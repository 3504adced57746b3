"""The test files dealt out to several pytest processes that run side by side, each on a database of its own."""

import heapq
import json
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import addons, console, locks, paths, process

_DEFAULT_FOLDERS = ("addons/*/tests", "tests")  # as `testpaths` in pyproject.toml
_NO_TESTS = 5  # pytest's exit code
# What a test file takes that has never been timed here: by a word in its name, else by its size
_LONG_SECONDS = {"browser": 300, "scenario": 300, "crash": 300, "install": 600}
_BYTES_A_SECOND = 600


def split_arguments(arguments):
    """([test files], [what else pytest was told]); without any path every test file of the checkout.

    Not those of addons that stand apart: tests/test_apart.py runs them in databases of their own.

    Raises Failure for a single test (`file::name`): that is not worth a second process.
    """
    files, others = [], []
    for argument in arguments:
        if "::" in argument:
            raise console.Failure("--jobs takes whole files and folders", "Leave --jobs out for a single test.")
        path = Path(argument)
        if argument.startswith("-") or not path.exists():
            others.append(argument)
        else:
            files += [path] if path.is_file() else sorted(path.rglob("test_*.py"))
    if not files:
        apart = [paths.ADDONS / name for name in addons.apart()]
        found = [file for folder in _DEFAULT_FOLDERS for file in sorted(paths.ROOT.glob(f"{folder}/**/test_*.py"))]
        files = [file for file in found if not any(file.is_relative_to(folder) for folder in apart)]
    return [file.resolve() for file in files], others


def deal(seconds, count):
    """Deal the files {path: seconds} out to `count` hands of about equal length, longest files first.

    Returns lists of paths, each in the paths' own order; an empty hand is left out. The order of input is irrelevant.
    """
    hands = [(0.0, number, []) for number in range(count)]
    for path in sorted(seconds, key=lambda path: (-seconds[path], path)):
        total, number, hand = heapq.heappop(hands)
        heapq.heappush(hands, (total + seconds[path], number, [*hand, path]))
    return [sorted(hand) for _total, _number, hand in sorted(hands, key=lambda hand: hand[1]) if hand]


def expected_seconds(files):
    """{file: seconds} as measured in the last run that had it, else guessed from its size."""
    known = _known()
    return {file: known.get(_name(file)) or _guess(file) for file in files}


def _guess(file):
    words = file.stem.split("_")
    return max([file.stat().st_size / _BYTES_A_SECOND, *(_LONG_SECONDS.get(word, 0) for word in words)])


def run(commands, environment, inherit):
    """Run pytest commands side by side, their output line by line with the number in front.

    Returns the first exit code that is not 0; a process that was left without a test fails only if all are. A command
    is (argument list, path of the report that it writes).
    """
    children, readers = [], []
    with ExitStack() as stack:
        for number, (command, _report) in enumerate(commands, 1):
            child = stack.enter_context(_child(command, environment, inherit))
            reader = threading.Thread(target=_copy, args=(child.stdout, number), daemon=True)
            reader.start()
            children.append(child)
            readers.append(reader)
        codes = [child.wait() for child in children]
        for reader in readers:
            reader.join()
    _conclude([report for _command, report in commands])
    return verdict(codes)


def verdict(codes):
    """One exit code for several of pytest's: 5, "no test ran", counts only if it is everybody's."""
    ran = [code for code in codes if code != _NO_TESTS]
    return next(filter(None, ran), 0) if ran else _NO_TESTS


@contextmanager
def _child(command, environment, inherit):
    """A process that is interrupted when the block ends before it has."""
    with subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        pass_fds=inherit,
        start_new_session=True,
    ) as child:
        try:
            yield child
        finally:
            process.stop(child)


def _copy(stream, number):
    for line in stream:
        sys.stdout.write(f"{number} | {line}")
        sys.stdout.flush()


def _conclude(reports):
    """Remember how long each file took, and say what came out of all processes together."""
    counts, seconds = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0), {}
    for report in reports:
        if not report.is_file():
            continue
        suite = ElementTree.parse(report).getroot().find("testsuite")
        for key in counts:
            counts[key] += int(suite.get(key, 0))
        for case in suite.iter("testcase"):
            name = case.get("file") or ""
            seconds[name] = seconds.get(name, 0) + float(case.get("time", 0))
        report.unlink()
    with locks.held("test-seconds"):
        _seconds_file().write_text(json.dumps(_known() | seconds))
    passed = counts["tests"] - counts["failures"] - counts["errors"] - counts["skipped"]
    console.say(
        f"\nTogether: {passed} passed, {counts['failures']} failed, {counts['errors']} errors, "
        f"{counts['skipped']} skipped"
    )


def _seconds_file():
    return paths.cache("test-seconds.json")


def _known():
    file = _seconds_file()
    return json.loads(file.read_text()) if file.is_file() else {}


def _name(file):
    return str(file.relative_to(paths.ROOT)) if file.is_relative_to(paths.ROOT) else str(file)
