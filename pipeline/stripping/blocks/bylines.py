"""Who wrote a page and when; when a video was put on it, and how often it was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.stripping.blocks.author_boxes import AVATAR
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.profile_lines import NAME_PARTICLES
from pipeline.stripping.blocks.related_cards import DATE_LINE
from pipeline.stripping.text_forms import text_key

_DATE = re.compile(
    r"(?:[^\W\d_]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.?(?: de)?,? \d{4}|\d{4}[年./-]\s?\d{1,2}[月./-]\s?\d{1,2}[日.]?"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}\. ?[^\W\d_]{3,12} \d{1,2}\.?)"
    r"(?:[, ]+(?:[–—-] )?(?:(?:at|um|à|às|a las|alle|o|om|kl\.?|в|о) )?\d{1,2}[:.h]\d{2}(?: ?(?:[ap]m|uhr|h))?)?",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:written|reviewed|edited|posted|tested|medically reviewed|fact[- ]checked) )?by:?|von:?|par:?|por:?|di:?|da|door:?|autore?a?:?|auteure?:?",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:作者|撰文|編輯|编辑|文|著者|執筆者?|ライター|글쓴이|작성자|글|Автор|Autor|Auteur|Autore|Yazar|Penulis|Tác giả|الكاتب|分類|分类|類別|カテゴリー?|카테고리|Category|Kategorie?|Categor[ií]a|Catégorie|Рубрика|Chuyên mục)\s*[:：／/]\s*\S.{0,24}$"
)
_FULL_NAME = re.compile(
    r"(?!\d)[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|van|von|de|der|da|di)){1,3}(?:, \w{2,4}\.?)?"
)
_BY_ELSEWHERE = frozenset(
    ["von", "par", "por", "di", "door", "av", "af", "από", "του", "της", "от", "від", "oleh"]
)
_BY_WORDS = _BY_ELSEWHERE | {"by"}
_PARTED = re.compile(r"\s*[|,·•]\s*|\s+[–—-]\s+")
_PARTS = re.compile(r"\s*[|｜·•]\s*|\s+[–—/-]\s+")
_READ_OR_SEEN = re.compile(
    r"(?=.*\d)[^.!?]{0,40}(?:\bmin\b|minut|мин|phút|menit|dakika|\bdk\b|분|分钟|分鐘|分で|λεπτ|دقائق|دقيقة|\bviews?\b|\bvues?\b|lượt xem|просмотр|görüntüle|visualiza|wyświetle|閲覧|浏览|瀏覽|조회|مشاهدة)[^.!?]{0,12}",
    re.IGNORECASE,
)
"""How long a page takes to read, or how often it was seen."""
_CHANGED = frozenset(
    ["updated", "edited", "created", "published", "aktualisiert", "mis à jour", "mise à jour", "actualizado", "actualización", "atualizado", "aggiornato",
     "bijgewerkt", "zaktualizowano", "uppdaterad", "обновлено", "оновлено", "更新", "更新日", "已更新", "업데이트됨", "güncellendi", "diperbarui", "đã cập nhật"]
)  # fmt: skip
"""What stands beside the date of a page's last change."""
MAX_DATES_IN_LIST = 4
MAX_FACTS_IN_LIST = 6
_COUNTER_RULES = frozenset(["page_furniture", "interface_words", "reader_comments", "page_actions"])
"""Rules for what such a list may hold beside them: how many readers wrote, and buttons."""
MAX_DATE_WORDS = 9
MAX_PART_WORDS = 5
MAX_PARTS = 5
"""Words of a date with what it is the date of, of a name with a word before it; parts of a line of such facts."""
_VIEWS = re.compile(
    rf"[\d.,]+ ?[km]? (?:views|plays|likes|subscribers)(?:[ ·•|,-]+{_DATE.pattern})?", re.IGNORECASE
)
_FACT = re.compile(rf"{_DATE.pattern}|\d{{1,2}}(?::\d\d){{1,2}}")
_ICON = re.compile(r"[-_ /]icons?[\w -]*\.(?:png|svg|gif|webp)(?:\?|$)", re.IGNORECASE)
MAX_FACT_WORDS = 6
_COUNTER = re.compile(r"\d{1,3}(?:[ ,.]?\d{3})*")
MIN_PORTRAIT_NAME = 3
MAX_NAME_WORDS = 5


def bylines(page: Page) -> Iterator[Mark]:
    """Who wrote the page and when, where an author box stood: the line that names the author, and dates,
    counters and the author's name right beside it."""
    if not page.scraped:
        return
    prose = False
    for index in page.left():
        block = page.blocks[index]
        prose = prose or page.words(index) > 25
        if not prose and _is_dated_item(page, index):
            yield Mark(index, index, "boilerplate", "byline")
        last_entry = None if prose else _dates_in_list(page, index)
        if last_entry is None and not prose:
            last_entry = _facts_in_list(page, index)
        if last_entry is not None:
            yield Mark(index, last_entry, "boilerplate", "byline")
        if block.kind != "paragraph" or block.depth or page.words(index) > 14:
            continue
        first = last = index
        if not prose and (author := _author_above(page, index)) is not None:
            first = author
        elif (named := _name_of_author(page, index)) is not None:
            last = named
        elif not prose and (
            _is_signed(page, index) or _dates_the_title(page, index) or _tells_facts(page, index)
        ):
            pass
        elif not page.phrase("byline", index) or page.is_led_to(index):
            continue
        while (before := page.before(first)) is not None and _is_byline_part(page, before):
            first = before
        while (after := page.after(last)) is not None and _is_byline_part(page, after):
            last = after
        yield Mark(_portrait_above(page, first), last, "boilerplate", "byline")


def page_facts(page: Page) -> Iterator[Mark]:
    """When a video was put on a page, how long it is and how often it was seen: `20,105 views Sep 24, 2021`, or a heading
    for each of them below its icon."""
    if not page.scraped:
        return
    for index in page.left():
        block, text = page.blocks[index], page.text(index)
        if block.kind not in ("heading", "paragraph") or block.depth or page.words(index) > MAX_FACT_WORDS:
            continue
        if not (_VIEWS.fullmatch(text) or (block.kind == "heading" and _FACT.fullmatch(text))):
            continue
        first = index
        while (above := page.before(first)) is not None and _is_bare_icon(page, above):
            first = above
        yield Mark(first, index, "boilerplate", "page_facts")


def _is_bare_icon(page: Page, index: int) -> bool:
    images = page.inlines[index].images
    return page.is_image_only(index) and all(not image.alt and _ICON.search(image.url) for image in images)


def _portrait_above(page: Page, first: int) -> int:
    """First block of a byline with the author's picture above it, which leads to the same page as the name, or whose
    address says that it shows an author and whose words are the name."""
    above = page.before(first)
    if above is None or not page.is_image_only(above) or len(page.inlines[above].images) != 1:
        return first
    leads = {link.url for link in page.links(above)} & {link.url for link in page.links(first)}
    image = page.inlines[above].images[0]
    name = text_key(image.alt)
    named = len(name) >= MIN_PORTRAIT_NAME and name in text_key(page.text(first))
    named = named or name in ("author", "authorpicture", "authorphoto", "authorimage", "avatar")
    return above if leads or (named and AVATAR.search(image.url)) else first


def _name_of_author(page: Page, index: int) -> int | None:
    """Last block of `By [Jane Doe](…)`, or of `By` / `[Jane Doe](…)` / `Jane Doe`: a word and a person's name."""
    if page.is_led_to(index) or not _BY.fullmatch(page.inlines[index].outside.strip()):
        return None
    if page.links(index):
        return index if _links_name(page, index) else None
    after = page.after(index)
    if after is None or page.words(after) > MAX_NAME_WORDS:
        return None
    plain = page.blocks[after].kind == "paragraph" and not page.links(after)
    named = _links_name(page, after) or (plain and _FULL_NAME.fullmatch(page.text(after)) is not None)
    return after if named else None


def _is_signed(page: Page, index: int) -> bool:
    """`Von Petra Maier`, `Por João Silva – 12/01/2024`: a word for "by" in another language, a full name, and dates."""
    return _signs(page.text(index)) and not page.is_led_to(index)


def _signs(text: str) -> bool:
    dated = _DATE.match(text)  # `5. März 2024 um 10:15 Uhr von Petra Maier`
    signed, *rest = _PARTED.split(text[dated.end() :].strip(" ,|·•–-") if dated else text)
    by, *names = signed.split()[: MAX_NAME_WORDS + 1] or [""]
    if by.rstrip(":").lower() not in _BY_ELSEWHERE or not 2 <= len(names) < MAX_NAME_WORDS:
        return False
    named = names[0][0].isupper() and names[-1][0].isupper()
    named = named and all(name[0].isupper() or name in NAME_PARTICLES for name in names)
    return named and all(map(_DATE.fullmatch, rest))


def _dates_in_list(page: Page, index: int) -> int | None:
    """Last entry of a list that says when a page was changed and nothing else: `* 3 months ago` / `* Updated`."""
    block = page.blocks[index]
    if (
        block.kind != "item"
        or block.ordered
        or block.depth != 1
        or page.continues_list(index)
        or page.is_led_to(index)
    ):
        return None
    entries = [i for i in islice(page.run_of(index), MAX_DATES_IN_LIST + 1) if page.text(i)]
    texts = [page.text(i) for i in entries]
    dated = [bool(DATE_LINE.fullmatch(text) or _DATE.fullmatch(text)) for text in texts]
    known = all(date or text.lower() in _CHANGED for date, text in zip(dated, texts, strict=True))
    return entries[-1] if any(dated) and known and len(entries) <= MAX_DATES_IN_LIST else None


def _facts_in_list(page: Page, index: int) -> int | None:
    """Last entry of the list that themes put below a headline, an icon in front of each entry at times: `* By Lou Perkins` /
    `* Updated on 12 Sep, 2023` / `* 4 min read` / `* Share`."""
    block, above = page.blocks[index], page.before(index)
    if block.kind != "item" or block.ordered or block.depth != 1 or page.continues_list(index):
        return None
    if above is None or page.blocks[above].kind != "heading":
        return None
    entries = list(islice(page.run_of(index), MAX_FACTS_IN_LIST + 1))
    if len(entries) > MAX_FACTS_IN_LIST:
        return None
    dates, others = 0, 0
    for entry in entries:
        text = page.text(entry).strip()
        if not text or page.words(entry) > MAX_DATE_WORDS:
            if text or not page.inlines[entry].images:
                return None
        elif _is_date_told(text):
            dates += 1
        elif (
            _READ_OR_SEEN.fullmatch(text)
            or _is_signed_item(text)
            or page.phrase("navigation", entry)
            or page.phrase("boilerplate", entry) in _COUNTER_RULES
        ):
            others += 1
        elif not _is_name(text):
            return None
    return entries[-1] if dates and others else None


def _is_signed_item(text: str) -> bool:
    """`By Lou Perkins`, `Written By Lou Perkins`."""
    by = _BY.match(text)
    return by is not None and _FULL_NAME.match(text[by.end() :].strip()) is not None


def _is_dated_item(page: Page, index: int) -> bool:
    """`2024. március 12.`, whose year, and `12. März 2024 von Eva Maier`, whose day Markdown takes for the number of a
    list's only item."""
    block, after = page.blocks[index], page.after(index)
    if not block.ordered or block.depth != 1:
        return False
    alone = after is None or page.blocks[after].list_id != block.list_id
    text = f"{block.mark}. {page.text(index)}"
    dated = _DATE.match(text) if alone else None
    if dated is None or (len(block.mark) == 4 and not block.mark.startswith(("19", "20"))):
        return False
    return dated.end() == len(text) or _signs(text)


def _dates_the_title(page: Page, index: int) -> bool:
    """A date right below the title, or the two on which the page was written and changed."""
    before, after = page.before(index), page.after(index)
    dates = page.text(index)
    if before is None or page.blocks[before].kind != "heading" or not page.is_title(before):
        return False
    first = _DATE.match(dates)
    whole = first is not None and (
        first.end() == len(dates) or _DATE.fullmatch(dates[first.end() :].strip()) is not None
    )
    return whole and after is not None and page.blocks[after].kind in ("paragraph", "heading")


def _tells_facts(page: Page, index: int) -> bool:
    """`Door Henk de Boer | Bijgewerkt: 3 november 2023 | Leestijd: 4 minuten` right below the title: a date in whatever
    language, and beside it nothing but names and how long the page takes to read."""
    before, text = page.before(index), page.text(index)
    if before is None or page.blocks[before].kind != "heading" or not page.is_title(before):
        return False
    parts = _PARTS.split(text)
    if not 2 <= len(parts) <= MAX_PARTS or _DATE.search(text) is None or "\n" in text:
        return False
    return all(_is_date_told(part) or _READ_OR_SEEN.fullmatch(part) or _is_name(part) for part in parts)


def _is_date_told(part: str) -> bool:
    date = _DATE.search(part)
    return date is not None and date.end() == len(part) and len(part.split()) <= MAX_DATE_WORDS


def _is_name(part: str) -> bool:
    """`Henk de Boer`, `Door Henk de Boer`, `作者：小編`."""
    words = part.split()
    if words[:1] and words[0].rstrip(":").lower() in _BY_WORDS and len(words) <= MAX_PART_WORDS:
        return words[-1][:1].isupper()
    return _FULL_NAME.fullmatch(part) is not None or _AUTHOR.match(part) is not None


def _links_name(page: Page, index: int) -> bool:
    links = [link.text for link in page.links(index) if link.text]
    if len(links) != 1 or page.blocks[index].kind != "paragraph":
        return False
    images = page.inlines[index].images
    pictured = bool(images) and all(AVATAR.search(image.url) for image in images)
    return _FULL_NAME.fullmatch(links[0]) is not None or (pictured and len(links[0].split()) == 1)


def _author_above(page: Page, index: int) -> int | None:
    """The linked name right above a date that opens the page: `[Name](…)` / `2024年8月16日`."""
    before = page.before(index)
    if before is not None and page.words(before) == 0:  # a dot between name and date
        before = page.before(before)
    if before is None or not _DATE.fullmatch(page.text(index)) or page.blocks[before].kind != "paragraph":
        return None
    if not page.links(before) and _FULL_NAME.fullmatch(page.text(before)):
        title = page.before(before)
        return (
            before
            if title is not None and page.blocks[title].kind == "heading" and page.is_title(title)
            else None
        )
    named = page.is_link_only(before) and 0 < page.words(before) <= 4 and not _DATE.search(page.text(before))
    return before if named else None


def _is_byline_part(page: Page, index: int) -> bool:
    """A date, a counter, or a person's linked name beside a portrait."""
    block = page.blocks[index]
    if block.kind != "paragraph" or block.depth or page.words(index) > 6:
        return False
    if page.inlines[index].images:  # a portrait beside the name
        return _links_name(page, index) and page.is_link_only(index)
    text = page.text(index)
    return bool(_DATE.fullmatch(text) or _COUNTER.fullmatch(text))
