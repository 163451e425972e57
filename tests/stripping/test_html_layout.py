"""Line ends say nothing in HTML: a page is the same article however its source is broken into lines."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from hostile.checks import problems

from pipeline import CleanArticle, clean_article

PAGE = """<!DOCTYPE html>
<html>
<head><title>Oil a squeaking fan</title></head>
<body>
<div class="wrap">
<h1>Oil a squeaking fan</h1>
<p>A fan that squeaks wants oil. Its <b>bearing</b> runs dry, <i>mostly</i> in summer.</p>
<p>Look at the files *.log, [new] and C:\\fans\\_old\\ + one more.</p>
<div class="ads"><ins class="adsbygoogle" data-ad-client="ca-pub-1"></ins></div>
<h2>Method 1: Put oil on the <em>axle</em></h2>
<p># 1 of the ways, and the best.</p>
<ol>
<li>Pull the plug.</li>
<li><p>Open the case:</p><ul><li>Take the screws out.</li><li>Lift the lid &amp; put it away.</li></ul></li>
<li>Type this:<pre><code>fan --open
    --slowly

fan --oil</code></pre></li>
</ol>
<img src="https://img.example/axle.png" alt="The axle">
<h2>Method 2: Clean the blades</h2>
<p>Do this:<br>1. Wipe the <code>front_</code> of them.<br>2. Wait a minute.</p>
<table><tbody><tr><th>Cloth</th><th>Price</th></tr><tr><td>Dry</td><td>1 | 2</td></tr></tbody></table>
<blockquote><p>Mind your fingers.</p></blockquote>
<p>Read <a href="https://fans.example/parts?a=1&amp;b=2">what the parts
are called</a>.</p>
<h3>Related articles</h3>
<ul>
<li><a href="/quiet-fan/">Seven Ways to Quiet a Fan</a></li>
<li><a href="/new-fan/">Which New Fan to Buy in Summer</a></li>
</ul>
</div>
<script>
show("<p>an ad</p>");
</script>
</body>
</html>
"""
_KEPT = re.compile(r"(<!DOCTYPE html>|<pre.*?</pre>|<script.*?</script>|<head>.*?</head>)", re.DOTALL)
_BLOCK = re.compile(
    r"(</?(?:div|h\d|p|ol|ul|li|table|tbody|tr|td|th|blockquote|body|html)\b[^<>]*>)", re.IGNORECASE
)


def _outside(change: Callable[[str], str]) -> Callable[[str], str]:
    """The change, made to all but what keeps its lines."""

    def changed(page: str) -> str:
        return "".join(part if index % 2 else change(part) for index, part in enumerate(_KEPT.split(page)))

    return changed


def _wrapped(width: int) -> Callable[[str], str]:
    def wrap(text: str) -> str:
        lines, length = [""], 0
        for word in re.split(r"\s+", text):
            if length > width:
                lines.append("")
                length = 0
            lines[-1] += word + " "
            length += len(word) + 1
        return "\n".join(line.rstrip() if index else line for index, line in enumerate(lines))

    return wrap


def _indented(text: str) -> str:
    lines = [line.strip() for line in _BLOCK.sub(r"\n\1\n", text).split("\n")]
    return "\n".join(" " * (index % 14) + line for index, line in enumerate(lines) if line) + "\n"


LAYOUTS = {
    "one line": _outside(lambda text: re.sub(r"\s*\n\s*", " ", text)),
    "no blanks between blocks": _outside(
        lambda text: re.sub(r"\s*(" + _BLOCK.pattern + r")\s*", r"\1", re.sub(r"\s+", " ", text))
    ),
    "wrapped at 20": _outside(_wrapped(20)),
    "wrapped at 40": _outside(_wrapped(40)),
    "wrapped at 78": _outside(_wrapped(78)),
    "tags in lines of their own": _outside(lambda text: _BLOCK.sub(r"\n\1\n", text)),
    "indented": _outside(_indented),
    "blank lines": _outside(lambda text: _BLOCK.sub(r"\n\n\1", text)),
    "upper case": lambda page: re.sub(
        r"<(/?)([a-z]+\d?)(?=[\s>])", lambda tag: f"<{tag[1]}{tag[2].upper()}", page
    ),
    "Windows": lambda page: page.replace("\n", "\r\n"),
    "every tag in a line": lambda page: BeautifulSoup(page, "html.parser").prettify(),
}
BODY = """\
# Oil a squeaking fan

A fan that squeaks wants oil. Its **bearing** runs dry, *mostly* in summer.

Look at the files \\*.log, \\[new\\] and C:\\\\fans\\\\\\_old\\\\ + one more.

## Method 1: Put oil on the *axle*

\\# 1 of the ways, and the best.

1. Pull the plug.
2. Open the case:
   * Take the screws out.
   * Lift the lid &amp; put it away.
3. Type this:

   ```
   fan --open
       --slowly

   fan --oil
   ```

![The axle](https://img.example/axle.png)

## Method 2: Clean the blades

Do this:
1. Wipe the `front_` of them.
2. Wait a minute.

| Cloth | Price |
| --- | --- |
| Dry | 1 \\| 2 |

> Mind your fingers.

Read [what the parts are called](https://fans.example/parts?a=1&b=2).
"""


def _cleaned(page: str) -> CleanArticle:
    result = clean_article(page, "fan.html")
    assert isinstance(result, CleanArticle)
    assert problems(result, page.encode()) == []
    return result


def _said(result: CleanArticle) -> tuple[object, ...]:
    """What an article says, without where it says it."""
    return (
        result.article.title,
        result.article.body_text.split(),
        [(fix.number, fix.title) for fix in result.fixes],
        [(step.fix_index, step.text.split()) for step in result.steps],
        [(image.url, image.alt) for image in result.images],
        [(link.url, link.text, link.role) for link in result.links],
    )


def test_a_page_of_html_reads_as_its_author_meant() -> None:
    result = _cleaned(PAGE)
    assert result.article.body_markdown == BODY.rstrip("\n")
    assert [step.text.split("\n")[0] for step in result.steps][:2] == ["Pull the plug.", "Open the case:"]
    assert [link.text for link in result.links if link.role == "related"] == [
        "Seven Ways to Quiet a Fan",
        "Which New Fan to Buy in Summer",
    ]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_page_is_the_same_article_in_any_layout(name: str) -> None:
    assert _said(_cleaned(LAYOUTS[name](PAGE))) == _said(_cleaned(PAGE))


@pytest.mark.parametrize("seed", range(60))
def test_a_page_is_the_same_article_wherever_its_lines_end(seed: int) -> None:
    chance = random.Random(seed)
    often = chance.choice([0.02, 0.1, 0.4])
    broken = _outside(lambda text: re.sub(r"\s+", lambda _: "\n" if chance.random() < often else " ", text))
    assert _said(_cleaned(broken(PAGE))) == _said(_cleaned(PAGE))


def test_rows_stand_on_the_lines_of_the_source() -> None:
    page = "<div><p>A fan\nsqueaks.</p><h2>Method 1: Oil\nit</h2><p>Take\noil.</p><ol><li>Pull the plug.</li>\n<li>Oil it.</li></ol></div>"
    page += "\n<p>More.</p><p>Words.</p>"
    result = _cleaned(page)
    assert [(fix.title, fix.start_line, fix.end_line) for fix in result.fixes] == [("Oil it", 2, 6)]
    assert [(step.text, step.start_line) for step in result.steps] == [("Pull the plug.", 4), ("Oil it.", 5)]


def test_markdown_keeps_its_lines_and_signs() -> None:
    text = "<div>\n<p>Text</p><p>Text</p>\n\n* A *fan*\n* A [lamp](lamp.md)\n\n## More\n\n<p>Text</p></div>"
    body = _cleaned(text).article.body_markdown
    assert "* A *fan*\n* A [lamp](lamp.md)" in body
    assert "## More" in body
