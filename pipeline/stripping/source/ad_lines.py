"""Lines of a source that stand where a script or a plugin of the site would have shown an ad.

Converters keep what a browser runs: the code of an ad without the `<script>` around it, and the shortcodes of
WordPress, at times with their brackets escaped. An article on ads may show the same code; it says so above it.
"""

from __future__ import annotations

import re

_SHORTCODE = re.compile(
    r"\s*(?:\\?\[/?(?:adrotate|ads?|adinserter|adsense|advertisement|sponsored|quads|ad_\w+|wp_?ads?\w*)(?:\s(?:[^\[\]]|\\[\[\]])*)?\]"
    r"|\\?\[(?:the_ad(?:_group|_placement)?|pro_ad_display_adzone|bsa_pro_\w+|adthrive-[\w-]+|googlead\w*|google_ad\w*|random_ads?|insert_ads?|adni_\w+"
    r"|amazon|amazonjs|amazon_\w+|aawp|easyazon[-_]\w+|amalinkspro|content-egg|affegg|lasso|pochipp|itemlink|wpmoneyclick|affiliate_\w+|wpcd_coupon)"
    r"\s(?:[^\[\]=]|\\[\[\]])*=(?:[^\[\]]|\\[\[\]])*\]"
    r"|\{\{[<%]\s*/?(?:ads?|adsense|advert(?:isement)?|ad[-_/]\w+|ads/[\w-]+|\w+[-_]ads?)(?:\s[^{}]{0,120})?\s*/?[>%]\}\}"
    r"|\{%-?\s*include\s+[\"']?(?:[\w/-]*/)?(?:ads?|adsense|adverts?|banner)[\w-]*\.html?\b.*%\})\s*",
    re.IGNORECASE,
)
"""Placeholders that a site's own engine would have turned into ads."""
_COMPONENT = re.compile(
    r"\s*<(?:Google)?(?:Ad|Ads|AdSense|Adsense|AdUnit|AdSlot|AdBanner|AdBlock|AdBox|AdContainer|InArticleAd|InFeedAd|Advertisement)(?:\s[^<>]{0,300})?/>\s*"
)
"""The same in MDX: components are written with a capital letter."""
_CODE = re.compile(
    r"\s*\(\s*adsbygoogle\s*=\s*window\.adsbygoogle\s*\|\|\s*\\?\[\\?\]\s*\)\.push\(\{(?P<rest>[\x00-\x7f]{0,600})"
)
_PROSE = re.compile(r"(?:\b[a-z]{2,20} ){3}[a-z]{2,20}\b", re.IGNORECASE)
"""Four words in a row, as code does not have them."""
MAX_LEAD_CHARS = 300
_SHOWS = re.compile(
    r"(?:\b(?:ads?|adsense|shortcodes?|codes?|scripts?|snippets?|plugins?|widgets?|tags?|components?)\b|コード|代码|代碼|код).*[:：]\W*$",
    re.IGNORECASE,
)
"""A line that leads to the code of an ad, to be read."""


def is_ad_code(text: str) -> bool:
    """Whether a text is nothing but the line that fills a slot of AdSense.

    >>> is_ad_code("(adsbygoogle = window.adsbygoogle || []).push({});")
    True
    >>> is_ad_code("(adsbygoogle = window.adsbygoogle || []).push({}); is what the script says")
    False
    """
    code = _CODE.fullmatch(text)
    return code is not None and _PROSE.search(code["rest"]) is None


def is_placeholder_of_ad(line: str) -> bool:
    """Whether a line is nothing but a tag of the site's engine that would have become an ad.

    >>> is_placeholder_of_ad('[the_ad id="2983"]'), is_placeholder_of_ad("[ads](https://example.com/ads)")
    (True, False)
    """
    return (_COMPONENT if line.lstrip().startswith("<") else _SHORTCODE).fullmatch(line) is not None


def leads_to_ad_code(line: str) -> bool:
    """Whether a line says that the code of an ad follows, for readers to see.

    >>> leads_to_ad_code("Put this shortcode into the post:"), leads_to_ad_code("You need three things:")
    (True, False)
    """
    end = line.rstrip()[-MAX_LEAD_CHARS:]
    return end.endswith((":", "：", "*", "_")) and _SHOWS.search(end) is not None
