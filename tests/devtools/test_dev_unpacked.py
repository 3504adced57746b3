"""Programs unpacked into the cache: the launcher finds what came with them."""

import subprocess

from devtools import unpacked


def test_the_launcher_sets_the_paths_of_what_was_unpacked(tmp_path):
    building, root = tmp_path / "building", tmp_path / "root"
    for file in (
        "usr/lib/machine/libone.so.1",
        "usr/lib/machine/qt5/plugins/platforms/libqoffscreen.so",
        "lib/libtwo.so",
        "usr/bin/printer",
    ):
        (building / file).parent.mkdir(parents=True, exist_ok=True)
        (building / file).write_text('#!/bin/sh\necho "$LD_LIBRARY_PATH|$QT_PLUGIN_PATH|$FONTCONFIG_FILE|$1"\n')
    (building / "usr/bin/printer").chmod(0o755)

    unpacked._write_launcher(building, root, "usr/bin/printer")
    building.rename(root)

    said = subprocess.run([root / "bin" / "printer", "a b"], capture_output=True, text=True).stdout.strip()
    assert said == f"{root}/lib:{root}/usr/lib/machine|{root}/usr/lib/machine/qt5/plugins|{root}/fonts.conf|a b"
