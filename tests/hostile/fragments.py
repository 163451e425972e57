"""Pieces that real articles are made of, and pieces that have no place in one.

Text is written for this project; the structures are those that scraped posts have. The hypothesis strategies
and the coverage-guided fuzzer compose articles from the same table.
"""

from __future__ import annotations

FRONT_MATTER = (
    "",
    "---\ntitle: Mend the lamp\ndate: 2024-02-06 13:6:11\ntags:\n  - lamp\n---\n",
    "---\ntitle: 'Mend' – the lamp\nkeyword: a,b\n---\n",
    '---\ntitle: "\\"[New] Mend it\\""\n---\n\n',
    "---\ntitle: Unclosed\ntags:\n  - a\n\n",
    "---\ntitle: [x\nx: *y\n---\n",
    "+++\ntitle = 'Mend'\n+++\n",
    '{\n"title": "Mend"\n}\n',
    ';;;\n"title": 1\n;;;\n',
    "---\n\nNot front matter.\n\n---\n",
    "\ufeff---\ntitle: Marked\n---\n",
)

ADS = (
    "<!-- affiliate ads begin -->",
    "<!-- affiliate ads end -->",
    "<!-- ad slot start -->\n",
    '<a href="https://shop.pxf.io/c/1/2/3" target="_top" id="2">\n  <img src="//a.impactradius-go.com/display-ad/3-2" '
    'border="0" width="728" height="90"/>\n</a>\n',
    '<img height="0" width="0" src="https://shop.pxf.io/i/1/2/3" style="position:absolute;visibility:hidden;" />\n',
    '<span id="1">\n<video width="576" onclick="this.play()">\n<source src="//a.impactradius-go.com/display-ad/3-2">\n'
    "</video>\n</span>\n",
    "<span>\n",
    '<a href="https://shop.example/?AFFILIATE=1"><img src="https://shop.example/banners/x.gif" width="468" height="60"></a>\n',
    '<div class="ad-slot"><ins class="adsbygoogle" data-ad-client="x"></ins>\n<script>push({})</script></div>\n',
    "<script async src='https://ads.example/x.js'></script>\n",
    "[Buy it now](https://www.amazon.com/dp/B01?tag=shop-20)",
    "[the tool](https://tools.techidaily.com/tool/?url=https%3A%2F%2Ftool.example%2F)",
    "[![Banner](https://shop.example/banner-300x250.png)](https://shop.example/?aff=1)\n",
    "[picture](x.jpg) ](https://shop.example)",
    "## Hot Accessories\n\n* [Cable](https://shop.example/a)\n* [Case](https://shop.example/b)\n\n",
    '<ins class="adsbygoogle"\n style="display:block"\n data-ad-slot="1"></ins>\n',
)

RELATED = (
    '<span class="atpl-alsoreadstyle">Also read:</span>\n<div><ul>\n<li><a href="https://a.example/1721457663214-x">'
    '<u>How to Mend a Lamp</u></a></li>\n<li><a href="https://b.example/y"><u>[New] 2024 Approved Lamps</u></a></li>\n</ul></div>\n',
    "**Also read:**\n\n- [How to Mend a Lamp](https://a.example/x)\n- [Ten Lamps, for 2024](https://b.example/y)\n\n",
    "Close\n\n",
    "## Table of Contents\n\n1. [One](#1)\n2. [Two](#2)\n\n",
)

STEPS = (
    "## Fix 1: Check the cable\n\n",
    "## 2\\. Restart the lamp\n\n",
    "**Way 3: Change the bulb**\n\n",
    "Solution**4: Ask a friend\n\n",
    "### Option 2 – Clean it\n\n",
    "#### 1.1 Under the cover\n\n",
    "II. Part two\n===\n\n",
    "1. Open the**Settings** app.\n2. Tap**General > About** .\n",
    "3. Hold it.\n   - For a second.\n   - Or two.\n",
    "1) Go to the shop. 2) Buy a bulb. 3) Go home.\n\n",
    "Step 1: Press **Start**.\n\nStep 2:\n\nWait.\n\n",
    "a. First\nb. Second\n",
    "<ol><li>Press it<ul><li>twice</li></ul></li><li><b>Wait</b></li></ol>\n",
    '<span class="h2">Step 5: <strong>Leave it</strong></span>\n',
    "* Press*it*\n* **Wait**for it\n\n",
    "999999999. Far\n0. Near\n",
)

CONTENT = (
    "The lamp needs power to shine.\n\n",
    " A paragraph with a leading space,\nover two lines.  \nAnd a third.\n\n",
    "![A lamp](https://pictures.example/lamp.png)\n\n",
    "<p>Text in <i>HTML</i> &amp; entities &lt;b&gt;.</p>\n",
    '<div class="atpl-content"><h2>Why it fails</h2><p>Because<br>of dust.</p></div>\n',
    "| a | b |\n|---|---|\n| c | d \\| e |\n\n",
    "<table><tr><th>a</th></tr><tr><td>b</td></tr></table>\n",
    "> A quote\n> - with a list\n\n",
    "```html\n<!-- affiliate ads begin -->\n<a href='x'>\n```\n",
    "    indented code\n\n",
    "Use `sfc /scannow` or ``a`b``.\n\n",
    '[A page](https://docs.example/a_(b) "title") and <https://docs.example/> and https://docs.example/x.\n\n',
    "[ref]: https://docs.example/ 'Docs'\n\nSee [the docs][ref] and [ref].\n\n",
    '<iframe width="560" src="https://www.youtube.com/embed/abc"></iframe>\n',
    "<figure><img src='a.png' alt='x'><figcaption>Caption</figcaption></figure>\n",
    "---\n\n",
    "enoughâ€”especially â€˜No Serviceâ€™\n\n",
    "重新启动手机。然后等待。\n\n",
    "<details>\n<summary>More</summary>\n\nHidden text.\n\n</details>\n",
    "<!-- a comment -->\n",
    "Setext\n------\n\n",
    '{{< figure src="x.png" >}}\n\n',
    "[^1]: A note.\n\nText[^1].\n\n",
    "<h2>Fix 6: In HTML</h2>\n",
    "- [ ] a task\n\n",
    "+-----+------+\n| a   | b    |\n+=====+======+\n| c   | d    |\n|     | e    |\n+-----+------+\n\n",
    "  Key   Does\n  ----- -------\n  Esc   Leaves\n\n",
    "  ---------------\n  Key    Does\n  ------ --------\n  Esc    Leaves\n\n         it\n  ---------------\n\n",
    "| \nKey\n\n | \n\nDoes\n\n |\n| --- | --- |\n| \n\nEsc\n\n | \n\nLeaves\n\n |\n\n",
)

JUNK = (
    "<", ">", "[", "]", "(", ")", "*", "**", "_", "`", "```\n", "~~~\n", "\\", "|", "#", "<!--", "-->", "</a>", "</div>",
    "</span>", "<a ", "<a href='", "<div\n", "<span class=\"", "<li>", "</ul>", "<script>", "</script>", "<style>", "&#0;",
    "&amp;lt;", "\r", "\r\n", "\n", "\n\n", "\t", "    ", "\u00a0", "\u200b", "\u202e", "\u2028", "\x00", "\x1b", "\u0301",
    "](javascript:alert(1))", "![](data:image/png;base64,A)", "<img src=x onerror=alert(1)>", "]()", "[]()", "![]()",
    "<b><i></b></i>", "<svg/onload=x>", "1.", "1)", "- ", "> ", "===\n", "---\n", "+++\n", "\ufeff", "<![CDATA[", "<?x", "<!X",
    "+---+---+\n", "--- ---\n", "| \n", " |\n", "https://", "//x", "%00", "[x]: <", "javascript:x", "\ud800", "x" * 300, "[" * 40, "> " * 30, "- " * 30,
)  # fmt: skip

GROUPS = (ADS, RELATED, STEPS, CONTENT, JUNK)
