"""URLs: one canonical form per page, without trackers; redirectors unwrapped; unsafe schemes known.

Every function takes any string and never raises: URLs of scraped pages hold lone surrogates, bad ports,
unclosed brackets and 100 kB of query. The standard library's `urlsplit` raises on some of those, so the
splitting here is by the generic regular expression of RFC 3986, appendix B. What counts as a tracking
parameter or a redirector is data: `pipeline/rules/urls.toml`.

The functions are memoised: an article holds about 70 URLs, most of them seen before in the corpus.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, wraps
from typing import TypeVar
from urllib.parse import quote, quote_plus, unquote, unquote_to_bytes, urljoin

from pipeline.markup.url_rules import Forwarding, forwarding, tracking_test
from pipeline.markup.url_safety import SCHEME as _SCHEME
from pipeline.markup.url_safety import is_safe_url

__all__ = [
    "absolute_image_url",
    "canonical_and_host",
    "canonical_url",
    "host_of",
    "is_picture_file",
    "is_safe_url",
    "opened_by_script",
    "strip_tracking",
    "unwrap_redirect",
]

_CACHED_CHARS = 2_000
"""Longer URLs are not memoised, so that hostile ones cannot fill the memory (the longest of 55,356 real
articles has 1,064 characters)."""

_CACHED_HOST_CHARS = 100

_OUTER_JUNK = "".join(map(chr, range(0x21))) + "\u200b\ufeff"
_LINE_ENDS = str.maketrans("", "", "\t\n\r")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:amp;|#38;|#x26;)+", re.IGNORECASE)
_WEB = re.compile(
    r"(?:(https?):[/\\]*|[/\\]{2}|(?=www\.))([^/\\?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE | re.DOTALL
)
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/_~\-]*")
_NAME = re.compile(rf"[A-Za-z0-9.-]{{1,{_CACHED_HOST_CHARS}}}")
_PLAIN_PAGE = re.compile(rf"https://({_NAME.pattern})(/{_PLAIN_PATH.pattern})")
"""The address of most pages, on which little is to be done."""
_ESCAPE = re.compile(r"%(?:([0-9a-fA-F]{2})|)")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_STAMP = re.compile(r"/(?:1[4-9]\d{11}-)++(?=[^/.]+(?:\.(?:html?|php|aspx?|md))?(?:/|$))", re.IGNORECASE)
"""Slug prefix in milliseconds since 1970 (2014 to 2033), as in `/1721457663214-struggling-with/`. A page
name only: of two uploads called `1721457663214-image.png` and `1721999999999-image.png` each is itself."""
_TRAILING_BLANKS = re.compile(r"(?:%20|%0A|%0D|%09|%C2%A0|%E2%80%8B|/)++$")
_BLANK_ENDS = ("%20", "%0A", "%0D", "%09", "%A0", "%8B")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
"""What servers write behind the path for who takes no cookies."""
_AMAZON_TRAIL = re.compile(r"/ref=[^/]*/?$")
_QUESTION_MARK = re.compile(r"%3f", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SEPARATOR = re.compile(r"&(?:amp;)*")
_SCRIPT_LINK = re.compile(
    r"""(?:window\.open|location(?:\.href)?+)\s*+\(?+\s*+(?:decodeURIComponent\s*+\(\s*+)?+['"]([^'"]+)"""
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)(?:[?#]|$)", re.IGNORECASE)
_MAX_UNWRAPS = 5
_NO_SCHEME = re.compile(r"(?://(?=[^/]+\.)|(?=www\.[^./]+\.))")
_BASE64 = re.compile(r"(?:a1)?+(aHR0c(?:DovL|HM6L)[\w+/-]*)=*")
"""`http://` or `https://` in Base64; Bing puts "a1" before it."""


_Result = TypeVar("_Result")


def _memoised(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
    cached = lru_cache(maxsize=16_384)(function)

    @wraps(function)
    def call(url: str) -> _Result:
        return cached(url) if len(url) <= _CACHED_CHARS else function(url)

    return call


def canonical_url(url: str, base: str | None = None) -> str:
    """The same page gives the same string, whatever the link to it looked like.

    For web addresses: scheme `https` (`http` and `//host` too), host in lower case and punycode without
    `www.`, credentials and default port; path with dot segments resolved, percent-escapes normalised
    (RFC 3986, 6.2.2), time-stamp slug prefixes (`/1721457663214-…`) and trailing slash gone; query sorted,
    without tracking parameters; no fragment. A relative URL is resolved against `base` if given and
    otherwise only loses tracking parameters and fragment (`#place` alone stays). Other schemes stay as
    written.

    Idempotent. Never raises.

        >>> canonical_url("HTTP://user:pw@WWW.Example.com:80/a/../Fix%7e1/?b=2&utm%5Fsource=x&a=1#top")
        'https://example.com/Fix~1?a=1&b=2'
    """
    if base:
        with suppress(ValueError):
            url = urljoin(base, _tidy(url))
    return canonical_and_host(url)[0]


def canonical_and_host(url: str) -> tuple[str, str]:
    """`canonical_url` of an absolute URL and its `host_of`, in one go."""
    plain = _PLAIN_PAGE.fullmatch(url)
    if plain is not None and (host := _plain_host(plain[1])):
        return f"https://{host}{_without_stamp(plain[2])}", host
    url = _tidy(url)
    web = _WEB.match(url)
    if web is None:
        scheme = _SCHEME.match(url)
        if scheme is not None:
            return scheme[1].lower() + url[scheme.end(1) :], ""
        path, mark, fragment = strip_tracking(url).partition("#")
        return path.rstrip(_OUTER_JUNK) or mark + fragment, ""
    scheme_name, authority, path, query = web.groups()
    host, port = _host_and_port(authority, scheme_name)
    if not host:
        return url, ""
    path = _canonical_path(path.replace("\\", "/"), host)
    query = _canonical_query(query, host) if query else ""
    return f"https://{host}{port}{path}{'?' + query if query else ''}", host


def _tidy(url: str) -> str:
    """Drops what browsers drop (WHATWG URL: outer controls and spaces, inner tabs and line ends), undoes
    `&amp;`, and replaces lone surrogates, which no file can hold."""
    if not url.isprintable():
        url = url.translate(_LINE_ENDS)
    url = url.strip(_OUTER_JUNK)
    if "&" in url:
        url = _AMPERSAND.sub("&", url)
    return url if url.isascii() else _SURROGATE.sub("\ufffd", url)


def _host_and_port(authority: str, scheme: str | None) -> tuple[str, str]:
    """Host and ":port" of an authority; a corpus has many pages on few hosts."""
    if len(authority) <= _CACHED_HOST_CHARS:
        return _remembered_host_and_port(authority, scheme)
    return _read_host_and_port(authority, scheme)


def _read_host_and_port(authority: str, scheme: str | None) -> tuple[str, str]:
    authority = authority.rpartition("@")[2]
    host, port = authority, ""
    if ":" in authority and not authority.endswith("]"):
        host, _, port = authority.rpartition(":")
        port = port.lstrip("0") if port.isascii() and port.isdigit() else quote(port, safe="%")
    default = port == "443" or (port == "80" and (scheme or "").lower() == "http")
    return _canonical_host(host), "" if default or not port else f":{port}"


_remembered_host_and_port = lru_cache(maxsize=8192)(_read_host_and_port)


@lru_cache(maxsize=8192)
def _plain_host(authority: str) -> str:
    """The host of an authority that is a name and nothing else, as nearly all are; "" for others."""
    return _canonical_host(authority) if _NAME.fullmatch(authority) else ""


def _canonical_host(host: str) -> str:
    if "%" in host and not (decoded := unquote(host)).isascii() and "%" not in decoded:
        host = decoded
    if not host.isascii():
        host = _punycode(host)
    host = host.lower().strip(".")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:].lstrip(".")
    is_address = host.startswith("[") and host.endswith("]")
    return quote(host, safe="%!$&'()*+,;=~" + ("[:]" if is_address else "")).lower()


def _punycode(host: str) -> str:
    if len(host) > 253:  # longer than any name in the DNS
        return host
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (UnicodeError, ValueError, IndexError):
        return host


def _canonical_path(path: str, host: str) -> str:
    if not _PLAIN_PATH.fullmatch(path):
        path = quote(_ESCAPE.sub(_normal_escape, path), safe="%/:@!$&'()*+,;=~")
        path = _without_encoded_query(path, host)
        if "/." in path:
            path = _without_dot_segments(path)
        if ";" in path:
            path = _SESSION.sub("", path)
        if path.rstrip("/").endswith(_BLANK_ENDS):
            path = _TRAILING_BLANKS.sub("", path)
        if "/ref=" in path and "amazon." in host:
            path = _AMAZON_TRAIL.sub("", path)
    return _without_stamp(path)


def _without_stamp(path: str) -> str:
    """A path without time-stamp slug prefixes and trailing slashes."""
    path = path.rstrip("/")
    if "/1" in path:
        path = _STAMP.sub("/", path)
    return path or "/"


def _normal_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"  # a stray percent sign
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else f"%{match[1].upper()}"


def _without_dot_segments(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _canonical_query(query: str, host: str) -> str:
    is_tracking = tracking_test(host)
    kept = []
    for part in query.split("&"):
        name, mark, value = part.partition("=")
        if name and not is_tracking(name):
            kept.append(_normal_text(name) + mark + _normal_text(value))
    return "&".join(sorted(kept))


def _normal_text(text: str) -> str:
    if text.isalnum() and text.isascii():
        return text
    return quote_plus(unquote_to_bytes(text.replace("+", " ")), safe="/:~,;@!$()*'")


def host_of(url: str) -> str:
    """Host of the canonical URL: lower case, punycode, without `www.`, credentials and port; "" where there
    is none (relative URLs, `mailto:`). Never raises."""
    if url.startswith("https://"):
        end = url.find("/", 8, _CACHED_HOST_CHARS)
        if end > 0 and (host := _plain_host(url[8:end])):
            return host
    return _host_of(url)


@_memoised
def _host_of(url: str) -> str:
    web = _WEB.match(_tidy(url))
    return _host_and_port(web[2], web[1])[0] if web else ""


def strip_tracking(url: str) -> str:
    """The URL exactly as written, without its tracking parameters (their names may be percent-encoded, the
    separator may be `&amp;`). For URLs kept in a body. Never raises.

        >>> strip_tracking("https://example.org/a?utm%5Fsource=x&id=3&fbclid=y#part")
        'https://example.org/a?id=3#part'
    """
    return _strip_tracking(url) if "?" in url or "#" in url or "%3" in url else url


@_memoised
def _strip_tracking(url: str) -> str:
    tidy, host = _tidy(url), _host_of(url)
    if not host and (_WEB.match(tidy) or _SCHEME.match(tidy)):
        return url  # `mailto:`, `tel:`, or nonsense
    rest, hash_mark, fragment = url.partition("#")
    if hash_mark and _all_tracking(fragment, ""):
        hash_mark = fragment = ""
    address, question_mark, query = rest.partition("?")
    if question_mark:
        query = _without_tracking(query, host)
        question_mark = "?" if query else ""
    elif "%3" in address:
        address = _without_encoded_query(address, host)
    return address + question_mark + query + hash_mark + fragment


def _without_tracking(query: str, host: str) -> str:
    is_tracking = tracking_test(host)
    kept: list[str] = []
    position, separator = 0, ""
    while True:
        found = _SEPARATOR.search(query, position)
        part = query[position : found.start() if found else len(query)]
        if not is_tracking(part.partition("=")[0]):
            kept.append(separator + part if kept else part)
        if found is None:
            return "".join(kept)
        position, separator = found.end(), found[0]


def _without_encoded_query(path: str, host: str) -> str:
    """Cuts a whole query of tracking parameters that was percent-encoded into the path's last segment."""
    start = path.rfind("/") + 1
    mark = _QUESTION_MARK.search(path, start)
    if mark is None or path[start - 2 : start] == "//":  # what follows `//` is a host
        return path
    return path[: mark.start()] if _all_tracking(unquote(path[mark.end() :]), host) else path


def _all_tracking(query: str, host: str) -> bool:
    """Whether a text is `name=value` pairs of tracking parameters and nothing else."""
    if "=" not in query:
        return False
    is_tracking = tracking_test(host)
    return all(is_tracking(part.partition("=")[0]) for part in _SEPARATOR.split(query))


def unwrap_redirect(url: str) -> str | None:
    """The URL that a redirector leads to, where its query or path says so; else None. Redirectors of redirectors
    are followed (at most 5 deep), and the target loses its tracking parameters.

    Only an absolute http(s) URL on another host counts, and only if the address is known to forward or its
    path says so: the `url=` of a share button is not a target. Never raises.

        >>> unwrap_redirect("https://click.linksynergy.com/deeplink?id=a&murl=https%3A%2F%2Fshop.example%2Fx")
        'https://shop.example/x'
    """
    return _unwrap(url) or None if "?" in url or url.find("http", 8) > 0 else None


@_memoised
def _unwrap(url: str) -> str:
    target = url
    for _ in range(_MAX_UNWRAPS):
        step = _target_of(target)
        if not step:
            break
        target = step
    return strip_tracking(target) if host_of(target) not in ("", host_of(url)) else ""


def _target_of(url: str) -> str:
    web = _WEB.match(_tidy(url))
    if web is None:
        return ""
    query = web[4] or ""
    found = forwarding(_host_and_port(web[2], web[1])[0], web[3], query)
    return _absolute(found.in_path) or _target_in_query(query, found)


def _target_in_query(query: str, found: Forwarding) -> str:
    if not query or not found.parameters:
        return ""
    if query[:4].lower() == "http":  # `https://href.li/?https://…`
        return _absolute(query)
    values: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        values.setdefault(unquote(name).lower(), value)
    for name in found.parameters:
        value = values.get(name, "")
        target = _absolute(value)
        if not target and value and name in found.without_scheme:
            target = _absolute("//" + unquote(value))
        if target:
            return target
    return ""


def _absolute(value: str) -> str:
    """A text decoded until it is an absolute web address (redirectors encode once or twice, some in Base64), or ""."""
    for _ in range(3):
        if value[:7].lower() == "http://" or value[:8].lower() == "https://":
            return _CONTROLS.sub(lambda match: quote(match[0]), _tidy(value))
        if value.startswith(("www.", "//")) and (start := _NO_SCHEME.match(value)):
            value = "https://" + value[start.end() :]
            continue
        decoded = _from_base64(value) if "aHR0c" in value[:7] else unquote(value)
        if decoded == value:
            break
        value = decoded
    return ""


def _from_base64(value: str) -> str:
    """What a web address in Base64 says; "" where it says none."""
    code = _BASE64.fullmatch(unquote(value))
    if code is None:
        return ""
    text = code[1].replace("+", "-").replace("/", "_")
    with suppress(ValueError):
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    return ""


def absolute_image_url(url: str) -> str:
    """An image address as the dataset gives it: outer blanks gone, `//host/x.png` gets `https:`."""
    url = url.strip()
    return "https:" + url if url.startswith("//") else url


def opened_by_script(source: str) -> str:
    """The address that a script opens, as ad networks write their links; "" for other scripts.

    >>> opened_by_script("javascript:window.open(decodeURIComponent('https%3A%2F%2Fa.example%2Ffan'), '_blank');void(0);")
    'https://a.example/fan'
    """
    if "%28" in source:  # as node-html-markdown writes brackets
        source = source.replace("%28", "(").replace("%29", ")")
    scripted = _SCRIPT_LINK.search(source)
    if scripted is None:
        return ""
    return scripted[1] if "://" in scripted[1] else unquote(scripted[1])


def is_picture_file(url: str) -> bool:
    """Whether an address is that of a file which is a picture, told from its ending.

    >>> is_picture_file("https://img.example/fan.PNG?w=200"), is_picture_file("https://fans.example/png")
    (True, False)
    """
    return _PICTURE_FILE.search(url) is not None
