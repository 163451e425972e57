"""URLs: one canonical form per page, trackers stripped, redirectors unwrapped, unsafe schemes refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.markup.urls import (
    absolute_image_url,
    canonical_url,
    host_of,
    is_safe_url,
    strip_tracking,
    unwrap_redirect,
)

steady = settings(deadline=None, derandomize=True, max_examples=300)

SAME_PAGE = {
    "as it is": "https://example.com/guides/reset?a=1&b=2",
    "scheme": "http://example.com/guides/reset?a=1&b=2",
    "no scheme": "//example.com/guides/reset?a=1&b=2",
    "only www": "www.example.com/guides/reset?a=1&b=2",
    "case of scheme and host": "HTTPS://Example.COM/guides/reset?a=1&b=2",
    "www": "https://www.example.com/guides/reset?a=1&b=2",
    "root dot": "https://example.com./guides/reset?a=1&b=2",
    "default port": "https://example.com:443/guides/reset?a=1&b=2",
    "default port of http": "http://example.com:80/guides/reset?a=1&b=2",
    "empty port": "https://example.com:/guides/reset?a=1&b=2",
    "credentials": "https://user:secret@example.com/guides/reset?a=1&b=2",
    "fragment": "https://example.com/guides/reset?a=1&b=2#step-3",
    "trailing slash": "https://example.com/guides/reset/?a=1&b=2",
    "dot segments": "https://example.com/./guides/old/../reset?a=1&b=2",
    "encoded dot segments": "https://example.com/guides/%2e%2E/guides/reset?a=1&b=2",
    "escapes of plain letters": "https://example.com/guides/%72eset?%61=1&b=2",
    "time stamp": "https://example.com/guides/1721457663214-reset?a=1&b=2",
    "order of the query": "https://example.com/guides/reset?b=2&a=1",
    "empty parameters": "https://example.com/guides/reset?&a=1&&b=2&",
    "HTML entity": "https://example.com/guides/reset?a=1&amp;b=2",
    "tracking parameter": "https://example.com/guides/reset?utm_source=x&a=1&b=2&fbclid=y",
    "encoded tracking parameter": "https://example.com/guides/reset?utm%5Fsource=x&a=1&b=2",
    "tracking parameter in capitals": "https://example.com/guides/reset?UTM_Source=x&a=1&b=2",
    "tracking parameter behind an entity": "https://example.com/guides/reset?a=1&b=2&amp;utm_medium=y",
    "blanks around and a line end inside": " https://example.com/guides/\nreset?a=1&b=2\t",
    "an escaped blank behind it": "https://example.com/guides/reset%20?a=1&b=2",
    "an escaped zero-width space behind it": "https://example.com/guides/reset/%E2%80%8B?a=1&b=2",
    "session in the path": "https://example.com/guides/reset;jsessionid=0a1b.node2?a=1&b=2",
    "session in the query": "https://example.com/guides/reset?a=1&PHPSESSID=0a1b2c&b=2",
    "backslashes": "https:\\\\example.com\\guides\\reset?a=1&b=2",
}


@pytest.mark.parametrize("url", SAME_PAGE.values(), ids=SAME_PAGE.keys())
def test_spellings_of_one_page_have_one_canonical_url(url: str) -> None:
    assert canonical_url(url) == "https://example.com/guides/reset?a=1&b=2"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("https://example.com", "https://example.com/", id="home page"),
        pytest.param("https://example.com?utm_source=x", "https://example.com/", id="home page, tracked"),
        pytest.param("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/", id="IDN"),
        pytest.param("https://M%C3%9CNCHEN.example/", "https://xn--mnchen-3ya.example/", id="escaped IDN"),
        pytest.param("https://xn--MNCHEN-3ya.example/", "https://xn--mnchen-3ya.example/", id="punycode"),
        pytest.param("https://example.com/ü", "https://example.com/%C3%BC", id="letters beyond ASCII"),
        pytest.param("https://example.com/%c3%bc", "https://example.com/%C3%BC", id="case of escapes"),
        pytest.param("https://example.com/a%2fb", "https://example.com/a%2Fb", id="an escaped slash stays"),
        pytest.param("https://example.com/100%", "https://example.com/100%25", id="stray percent sign"),
        pytest.param("https://example.com/?q=a%20b", "https://example.com/?q=a+b", id="blank in a query"),
        pytest.param("https://example.com:8080/", "https://example.com:8080/", id="other port"),
        pytest.param("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x", id="IPv6"),
        pytest.param(
            "https://example.com/a%3Futm_source%3Dx", "https://example.com/a", id="whole query escaped"
        ),
        pytest.param(
            "https://www.amazon.com/Mouse/dp/B0/ref=sr_1_2?tag=me-20&keywords=mouse",
            "https://amazon.com/Mouse/dp/B0?keywords=mouse",
            id="Amazon's trail",
        ),
        pytest.param("#step-2", "#step-2", id="a place in the page"),
        pytest.param("../reset.html?utm_source=x#top", "../reset.html", id="relative"),
        pytest.param("MAILTO:me@example.com", "mailto:me@example.com", id="mail"),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/?p=1", "https://example.com/?p=2"),
        ("https://a.example.com/", "https://b.example.com/"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/Reset", "https://example.com/reset"),
        ("https://example.com/?tag=wifi", "https://example.com/?tag=printer"),
        ("https://example.com/1721457663214-a.png", "https://example.com/1721999999999-a.png"),
        ("https://example.com/2024-5-tips", "https://example.com/tips"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_relative_urls_are_resolved_against_the_base() -> None:
    base = "https://www.example.com/guides/index.html"
    assert canonical_url("../drivers/?utm_source=x", base) == "https://example.com/drivers"
    assert canonical_url("//other.example/a", base) == "https://other.example/a"
    assert canonical_url("http://[", base) == canonical_url("http://[")


HOSTILE = [
    "",
    " ",
    "http://",
    "http://[",
    "https://[::1",
    "http://]/",
    "http://example.com:99999999999/",
    "http://example.com:port/",
    "http://%",
    "http://\ud800.example/\udfff?\ud800=\udfff",
    "\ud800",
    "http://.../",
    "http://www.",
    "http://@@@/",
    "http:///example.com//",
    "https://exa mple.com/a b",
    "http://xn--/",
    "http://xn--a-\u0308/",
    "?" * 100,
    "&amp;amp;amp;utm_source=x",
    "https://example.com/" + "a/../" * 2_000,
    "https://example.com/" + "%" * 100_000,
    "https://example.com/?" + "&" * 100_000,
    "https://example.com/?" + "utm_source=x&" * 8_000,
    "https://example.com/" + "1721457663214-" * 7_000 + ".",
    "https://example.com/" + "%3F" * 33_000,
    "https://" + "ü" * 100_000 + ".example/",
    "https://" + "www." * 25_000 + "example/",
    " " * 100_000 + "x",
    "#" * 100_000,
    "&amp;" * 20_000,
    "http://a/?url=" + "http://a/?url=" * 7_000,
]


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: repr(url[:30]))
def test_hostile_urls_never_raise(url: str) -> None:
    """Nor hang: quadratic work on the long ones would take minutes."""
    once = canonical_url(url, "https://example.com/")
    assert canonical_url(once) == once
    once.encode("utf-8")
    host_of(url).encode("utf-8")
    strip_tracking(url)
    unwrap_redirect(url)
    is_safe_url(url)
    absolute_image_url(url)


TOKENS = """
    http https: // www. utm_ &amp; %2e %3F %3f url= 1721457663214- ../ localhost :80 xn-- .com redirect
    mailto: a b c W . : / ? # & = % @ [ ] \\ ; + - _ ~ 1 2 0 é 中
"""
BLANKS = [" ", "\n", "\u200b", "\ud800"]
url_like = st.lists(st.sampled_from([*TOKENS.split(), *BLANKS]), max_size=30).map("".join)
without_blanks = st.lists(st.sampled_from(TOKENS.split()), max_size=30).map("".join)


@steady
@given(st.one_of(st.text(), url_like, url_like.map("https://example.com/".__add__)))
@example("http://x:443")
@example("HTTP:./0")
@example("https://example.com/?a=%2541")
def test_canonical_url_is_idempotent(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert host_of(once) == host_of(url)


@steady
@given(without_blanks)
def test_stripping_is_idempotent_and_changes_no_page(url: str) -> None:
    stripped = strip_tracking(url)
    assert strip_tracking(stripped) == stripped
    assert canonical_url(stripped) == canonical_url(url)


@steady
@given(st.one_of(st.text(), url_like))
def test_unwrapping_gives_a_web_address_or_nothing(url: str) -> None:
    target = unwrap_redirect(url)
    assert target is None or (target.lower().startswith(("http://", "https://")) and host_of(target))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        pytest.param("https://e.org/a?id=3&utm_source=x#part", "https://e.org/a?id=3#part", id="last"),
        pytest.param("https://e.org/a?utm_source=x&id=3", "https://e.org/a?id=3", id="first"),
        pytest.param("https://e.org/a?utm_source=x", "https://e.org/a", id="only"),
        pytest.param("https://e.org/a?id=3&amp;gclid=x&amp;b=1", "https://e.org/a?id=3&amp;b=1", id="entity"),
        pytest.param("https://e.org/a?%75tm_source=x&b", "https://e.org/a?b", id="escaped name"),
        pytest.param("https://e.org/a#utm_source=rss&utm_medium=feed", "https://e.org/a", id="fragment"),
        pytest.param("HTTP://E.org:80/%7Ea?B=%20", "HTTP://E.org:80/%7Ea?B=%20", id="all else as written"),
        pytest.param("https://e.org/a?", "https://e.org/a", id="nothing behind the question mark"),
        pytest.param("a.png?utm_source=x", "a.png", id="relative"),
    ],
)
def test_strip_tracking(url: str, kept: str) -> None:
    assert strip_tracking(url) == kept


@pytest.mark.parametrize(
    ("url", "target"),
    [
        pytest.param(
            "https://shop-links.co/link/?exclusive=1&url=http%3A%2F%2Fshop.example%2Fitem%3Fid%3D1%26utm_source%3Dx",
            "http://shop.example/item?id=1",
            id="target loses its trackers",
        ),
        pytest.param(
            "https://x.example/redirect?url=https%253A%252F%252Fshop.example%252Fitem",
            "https://shop.example/item",
            id="encoded twice",
        ),
        pytest.param(
            "https://go.x.example/c/1234567/890/12?u=https%3A%2F%2Fshop.example%2F&subId1=a",
            "https://shop.example/",
            id="deep link of an affiliate network",
        ),
        pytest.param(
            "https://www.awin1.com/cread.php?awinmid=1&ued=https%3A%2F%2Fshop.example%2Fitem",
            "https://shop.example/item",
            id="ued",
        ),
        pytest.param(
            "https://click.linksynergy.com/deeplink?murl="
            "https%3A%2F%2Fout.example%2Fgo%3Fto%3Dhttps%253A%252F%252Fshop.example%252Fitem",
            "https://shop.example/item",
            id="redirector of a redirector",
        ),
        pytest.param(
            "https://shop-links.co/link?url=https%3A%2F%2Fshop-links.co%2Flink%3Furl%3Dhttps%253A%252F%252Fe.org",
            "https://e.org",
            id="redirector of itself",
        ),
        pytest.param(
            "https://x.example/out.php?to=https://shop.example/a", "https://shop.example/a", id="plain"
        ),
        pytest.param(
            "https://shareasale.com/r.cfm?b=1&u=2&urllink=www%2Eshop%2Eexample%2Fitem",
            "https://www.shop.example/item",
            id="no scheme",
        ),
        pytest.param(
            "https://shareasale.com/r.cfm?b=1&u=2&urllink=shop%2Eexample%2Fitem",
            "https://shop.example/item",
            id="no scheme, no www",
        ),
        pytest.param("https://shareasale.com/r.cfm?b=1&u=2&urllink=&afftrack=", None, id="no target"),
        pytest.param(
            "https://x.example/go/?url=aHR0cHM6Ly9zaG9wLmV4YW1wbGUvaXRlbT9pZD01Jng9MQ==",
            "https://shop.example/item?id=5&x=1",
            id="Base64",
        ),
        pytest.param(
            "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9zaG9wLmV4YW1wbGUvaXRlbQ&ntb=1",
            "https://shop.example/item",
            id="Base64 of Bing",
        ),
        pytest.param("https://x.example/go/?url=aHR0cHM6Ly8%FF", None, id="broken Base64"),
        pytest.param("https://href.li/?https://e.org/a", "https://e.org/a", id="a query without a name"),
        pytest.param(
            "https://www.fans.example/links/1234/type/dlg/sid/top/https://shop.example/item?id=1",
            "https://shop.example/item?id=1",
            id="in the path",
        ),
        pytest.param(
            "https://clk.tradedoubler.com/click?p(1)a(2)url(https://shop.example/item)",
            "https://shop.example/item",
            id="in brackets",
        ),
        pytest.param("https://web.archive.org/web/2020/https://e.org", None, id="a copy in an archive"),
        pytest.param("https://twitter.com/intent/tweet?url=https%3A%2F%2Fe.org", None, id="share button"),
        pytest.param("https://www.facebook.com/sharer.php?u=https%3A%2F%2Fe.org", None, id="share page"),
        pytest.param("https://x.example/redirect?url=https%3A%2F%2Fx.example%2Fb", None, id="same host"),
        pytest.param("https://x.example/redirect?url=%2Flocal", None, id="relative target"),
        pytest.param("https://x.example/redirect?url=javascript%3Aalert(1)", None, id="script as target"),
        pytest.param("https://x.example/search?url=https%3A%2F%2Fe.org", None, id="not a redirector"),
        pytest.param("https://web.archive.org/save?url=https%3A%2F%2Fe.org", None, id="archive"),
        pytest.param("https://x.example/redirect", None, id="no query"),
    ],
)
def test_unwrap_redirect(url: str, target: str | None) -> None:
    assert unwrap_redirect(url) == target


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/javascript:x",
        "http://example.com",
        "//example.com/a",
        "/a/b",
        "a/b.html",
        "#part",
        "?a=b:c",
        "notes.md#a:b",
        "mailto:me@example.com",
        "tel:+123",
        "localhost:8080/a",
        "example.com:8080/a",
        "",
    ],
)
def test_safe_urls(url: str) -> None:
    assert is_safe_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript\r:alert(1)",
        "\x01javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "java\u00adscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#x3a;alert(1)",
        "javascript&Tab;:alert(1)",
        "%6aavascript:alert(1)",
        "javascript%3Aalert(1)",
        "&amp;#106;avascript:alert(1)",
        "javascript:" + "a" * 100_000,
        " " * 100_000 + "javascript:a",
        "vbscript:msgbox",
        "data:text/html;base64,PHNjcmlwdD4=",
        "DATA:image/svg+xml,x",
        "file:///etc/passwd",
        "blob:https://example.com/1",
        "view-source:https://example.com",
        "livescript:x",
        "ms-settings:windowsupdate",
    ],
    ids=lambda url: repr(url[:30]),
)
def test_unsafe_urls(url: str) -> None:
    assert not is_safe_url(url)


def test_host_of() -> None:
    assert host_of("https://User@WWW.Shop.Example:8443/a") == "shop.example"
    assert host_of("//cdn.example/a.png") == "cdn.example"
    assert host_of("a/b") == host_of("mailto:me@example.com") == host_of("") == ""


def test_absolute_image_url() -> None:
    assert absolute_image_url(" //cdn.example/a.png ") == "https://cdn.example/a.png"
    assert absolute_image_url("/a.png") == "/a.png"
    assert absolute_image_url("http://e.org/a.png") == "http://e.org/a.png"
