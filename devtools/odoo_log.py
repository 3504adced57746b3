"""What counts in Odoo's log: every warning and error, but for those that are known not to be ours."""

import re
from fnmatch import fnmatch

_LINE = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) \S+ ([\w.]+): (.*)")

# (pattern of the logger, start of the message), each with the reason.
_ALLOWED = (
    # Debian does not package rtlcss; only right-to-left languages need it.
    ("odoo.addons.base.models.assetsbundle", "You need https://rtlcss.com/"),
    # The test was over while its page still loaded something in the background.
    ("odoo.addons.*.browser", "Error received after termination: AssetsLoadingError"),
    # The PostgreSQL that pip installs has no extensions; Odoo does without this one, searches are only slower.
    ("odoo.sql_db", "bad query: b'CREATE EXTENSION IF NOT EXISTS pg_trgm'"),
    ("odoo.service.db", 'Unable to create PostgreSQL extensions : extension "pg_trgm" is not available'),
)


def is_allowed(logger, message):
    """Whether that warning is not ours to mend."""
    return any(fnmatch(logger, pattern) and message.startswith(start) for pattern, start in _ALLOWED)


def notable_lines(log):
    """The lines of a log file's text that somebody has to mend."""
    found = (_LINE.match(line) for line in log.splitlines())
    return [match[0] for match in found if match and not is_allowed(match[1], match[2])]
