from devtools import apt

DEB822 = """\
# a comment
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://vendor.example/repo
Suites: nodistro
Components: main
Enabled: no
"""


def test_deb822_leaves_out_sources_and_disabled_stanzas():
    [entry] = apt.parse_deb822(DEB822)
    assert entry.suites == ("bookworm", "bookworm-updates")
    assert entry.components == ("main", "contrib")


def test_deb822_keeps_a_key_that_is_written_out():
    [entry] = apt.parse_deb822(
        "Types: deb\nURIs: u\nSuites: sid\nComponents: main\nSigned-By:\n -----BEGIN\n .\n abc\n"
    )
    assert entry.signed_by == "\n -----BEGIN\n .\n abc"
    assert "Signed-By: \n -----BEGIN\n .\n abc\n" in entry.stanza(["sid"])


def test_one_line_format():
    text = "deb [arch=amd64 signed-by=/k.gpg] http://m/debian trixie main # all\n# deb http://x y z\ndeb-src u s main\n"
    [entry] = apt.parse_one_line(text)
    assert (entry.uris, entry.suites, entry.components) == ("http://m/debian", ("trixie",), ("main",))
    assert entry.signed_by == "/k.gpg"


def test_only_debian_itself_is_taken():
    entries = [
        apt.Entry("http://m/debian", ("bookworm",), ("main",)),
        apt.Entry("http://m/security", ("bookworm-security",), ("main",)),
        apt.Entry("http://vendor", ("nodistro",), ("main",)),
        apt.Entry("http://m/nonfree", ("bookworm",), ("non-free",)),
    ]
    assert apt.debian_entries(entries, "bookworm") == entries[:1]


def test_a_stanza_for_another_suite_keeps_mirror_and_key():
    entry = apt.Entry("http://m/debian", ("bookworm",), ("main", "contrib"), "/k.gpg")
    assert (
        entry.stanza(["sid"]) == "Types: deb\nURIs: http://m/debian\nSuites: sid\nComponents: main\nSigned-By: /k.gpg\n"
    )


def test_both_formats_are_read_from_the_machine(tmp_path):
    (tmp_path / "sources.list").write_text("deb http://a/debian sid main\n")
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (parts / "debian.sources").write_text(DEB822)
    (parts / "old.list.save").write_text("deb http://b/debian sid main\n")
    assert [entry.uris for entry in apt.machine_entries(tmp_path)] == [
        "http://a/debian",
        "http://mirror.example/debian",
    ]
