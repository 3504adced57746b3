"""Build the wheel of one addon, as pip would: wheel.py ADDON TARGET.

From a copy: the builder leaves a file in the folder it builds from.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import whool.buildapi


def main(addon, target):
    target = Path(target)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / Path(addon).name
        shutil.copytree(addon, copy, ignore=shutil.ignore_patterns("__pycache__"))
        os.chdir(copy)
        print(whool.buildapi.build_wheel(str(target.resolve())))


if __name__ == "__main__":
    main(*sys.argv[1:])
