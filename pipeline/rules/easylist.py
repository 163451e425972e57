"""Ad-host lists in EasyList syntax, read from a path a user names.

Of 2,281 ad URLs that EasyList, EasyPrivacy and uBlock's lists match in 55,356 real articles, 2,272 are
matched by plain host rules (`||host^`), so these are what is read; everything else in a list is skipped.
Lists are GPL or CC-BY-SA and are not shipped.
"""

from __future__ import annotations

import re

_HOST_RULE = re.compile(r"\|\|([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)\^(?:\$(.*))?$", re.IGNORECASE)
_HOSTS_FILE = re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1)\s+([a-z0-9.-]+\.[a-z]{2,})\s*(?:#.*)?$", re.IGNORECASE)
_PAGE_ONLY = re.compile(r"(?:^|,)(?:domain=|popup|document|csp|redirect)", re.IGNORECASE)


def read_hosts(text: str) -> frozenset[str]:
    """Hosts that a list blocks everywhere.

    Reads `||host^` (with options that do not tie it to some pages) and the lines of a hosts file; exceptions
    (`@@||host^`) are taken out again; comments, element hiding and URL patterns are skipped.
    """
    hosts: set[str] = set()
    exceptions: set[str] = set()
    for raw in text.split("\n"):
        line = raw.strip()
        target = hosts
        if line.startswith("@@"):
            line, target = line[2:], exceptions
        found = _HOST_RULE.match(line)
        if found and not _PAGE_ONLY.search(found.group(2) or ""):
            target.add(found.group(1).lower())
        elif plain := _HOSTS_FILE.match(line):
            hosts.add(plain.group(1).lower())
    return frozenset(hosts - exceptions)
