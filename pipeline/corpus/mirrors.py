"""Sister hosts: hosts of one publisher that carry the same pages under the same slugs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.corpus.article_index import TELLING_WORDS
from pipeline.corpus.linked_pages import Page

if TYPE_CHECKING:
    from tldextract import TLDExtract

_SHARED_PAGES = 3
"""Domains that share this many pages (slug of four words or more, and title) are one publisher's."""
_COMMON_SLUG = 20
"""A slug on more domains than this says nothing about any two of them."""


def host_families(hosts: Iterable[str], twins: Iterable[Page]) -> dict[str, str]:
    """Host → name of its family: the registered domain, or the first by name of several whose pages coincide.
    `twins`: the pages whose slugs stand on several hosts.

    Domains under a public suffix for customers (`github.io`) are different publishers.
    """
    domain_of = {host: registered_domain(host) for host in sorted(hosts)}
    domains_of_page: dict[tuple[str, str], set[str]] = defaultdict(set)
    for page in twins:
        if page.title and page.words >= TELLING_WORDS:
            domains_of_page[page.slug, page.title.casefold()].add(domain_of[page.host])
    shared: Counter[tuple[str, str]] = Counter()
    for domains in domains_of_page.values():
        if 1 < len(domains) <= _COMMON_SLUG:
            shared.update(combinations(sorted(domains), 2))
    family = {domain: domain for domain in set(domain_of.values())}
    for (one, other), count in sorted(shared.items()):
        if count >= _SHARED_PAGES:
            low, high = sorted((family[one], family[other]))
            family.update({domain: low for domain, name in family.items() if name == high})
    return {host: family[domain] for host, domain in domain_of.items()}


def registered_domain(host: str) -> str:
    """The domain someone registered (`a.b.example.co.uk` → `example.co.uk`); the host itself for addresses
    and unknown suffixes. Uses the public suffix list that tldextract ships; never the network."""
    return _extract()(host).top_domain_under_public_suffix or host


@cache
def _extract() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def mirror_groups(twins: Iterable[Page], families: Mapping[str, str]) -> list[list[Page]]:
    """Pages that are one target, in groups of two or more: one path on sister hosts, with a slug of four words or
    more or with equal titles. `twins`: the pages whose slugs stand on several hosts."""
    groups: dict[tuple[str, ...], list[Page]] = defaultdict(list)
    for page in twins:
        path = page.url.partition("://")[2].partition("/")[2]
        if page.words >= TELLING_WORDS:
            groups[families[page.host], path].append(page)
        elif page.title:
            groups[families[page.host], path, page.title.casefold()].append(page)
    return [group for group in groups.values() if len(group) > 1]
