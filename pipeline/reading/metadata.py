"""Front matter as written → typed metadata with one name for each thing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from pipeline.config import Limits
from pipeline.quick_init import quick_init
from pipeline.reading.characters import clean_characters
from pipeline.reading.dates import parse_date

# What Hugo, Jekyll, Hexo, Zola, Ghost and WordPress exporters call the same thing; the first that is filled
# in counts. Compared without case, `-`, `_` and blanks.
_TITLE = ("title", "headline", "pagetitle", "posttitle", "ogtitle", "metatitle", "seotitle")
_DESCRIPTION = ("description", "metadescription", "seodescription", "ogdescription", "twitterdescription")
_EXCERPT = ("excerpt", "summary", "subtitle", "abstract", "postexcerpt")
_THUMBNAIL = (
    "thumbnail", "thumbnailurl", "featuredimage", "featureimage", "coverimage", "cover", "image", "images",
    "ogimage", "heroimage", "headerimage", "banner", "featuredimageurl", "coverimageurl", "socialimage", "twitterimage",
    "imageurl",
)  # fmt: skip
_PUBLISHED = (
    "date",
    "published",
    "publishedat",
    "publishdate",
    "pubdate",
    "datepublished",
    "publishedtime",
    "articlepublishedtime",
    "pubdatetime",
    "publishedon",
    "publisheddate",
    "publicationdate",
    "postdate",
    "posted",
    "postedon",
    "created",
    "createdat",
    "createdtime",
    "datecreated",
)
_UPDATED = (
    "updated",
    "updatedat",
    "lastmod",
    "modified",
    "lastmodified",
    "datemodified",
    "modifieddate",
    "modifiedtime",
    "articlemodifiedtime",
    "moddatetime",
    "modifiedat",
    "updatedon",
    "lastupdated",
    "dateupdated",
    "lastedited",
    "lasteditedtime",
)
_ADDRESS = (
    "url",
    "source",
    "sourceurl",
    "urlsource",
    "canonical",
    "canonicalurl",
    "link",
    "permalink",
    "ogurl",
    "originalurl",
    "originallink",
    "originalsource",
    "original",
    "sourcelink",
    "pageurl",
    "articleurl",
)
_TAGS = ("tags", "tag")
_CATEGORIES = ("categories", "category")
_KEYWORDS = ("keywords", "keyword")

_NESTED = ("taxonomies", "extra", "params", "meta", "metadata", "seo", "opengraph", "og")
"""Mappings that hold such entries; those of the front matter itself come first."""
_TEXT_KEYS = ("rendered", "name", "title", "label", "text", "value", "url", "src", "image", "path", "file")
"""Where a mapping that stands for a text (`title: {rendered: …}`, `image: {src: …}`) keeps it."""

MAX_REMEMBERED_CHARS = 100
_DEFAULT = Limits()
_NO_PART_OF_KEY = str.maketrans("", "", "_- :")
_LINE_END = re.compile(r"\r\n|[\r\n]")
_LIST_COMMA = re.compile(r"[,，、]")
_LIST_SIGN = re.compile(r"[|；]|;(?<!&amp;)(?<!&quot;)(?<!&#39;)(?<!&lt;)(?<!&gt;)")
_PYTHON_LIST = re.compile(r"\[(.*)\]", re.DOTALL)
_HASHTAGS = re.compile(r"#[^\s#,;]+(?:\s+#[^\s#,;]+)*")
_FILE_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[-_]")
_URL_SCHEME = re.compile(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\-\s]*):")
_NO_TEXT = ("", "~", "null")
_JSON = json.JSONEncoder(ensure_ascii=False, default=str)


@quick_init
@dataclass(frozen=True, slots=True)
class Metadata:
    """What the front matter says of an article."""

    raw_title: str
    """As written; empty when there is none."""
    description: str | None
    excerpt: str | None
    thumbnail_url: str | None
    published_at: datetime | None
    updated_at: datetime | None
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    keywords: tuple[str, ...]
    address: str
    """Where the page stood on the web; empty when the front matter does not say."""
    front_matter_json: str
    """All of it as written, as a JSON object, keys in the order written."""
    warnings: tuple[str, ...]


def read_metadata(metadata: dict[str, Any], path: str, limits: Limits = _DEFAULT) -> Metadata:
    """Typed metadata from `FrontMatter.metadata`.

    `path` is the source's; a date that Jekyll keeps in the file name (`2024-01-31-title.md`) counts when the
    front matter has none. Never raises. Warnings: `date_unreadable` (the date is then None), `unsafe_url`
    (the thumbnail is no web address or longer than `limits` allow, and is dropped).
    """
    fields = _Fields(metadata)
    warnings: list[str] = []
    published = _date(fields, _PUBLISHED, warnings) or _date_of_file_name(path, fields)
    return Metadata(
        raw_title=_text(fields.first(_TITLE)) or "",
        description=_optional_text(fields, _DESCRIPTION),
        excerpt=_optional_text(fields, _EXCERPT),
        thumbnail_url=_web_address(_optional_text(fields, _THUMBNAIL), limits.url_chars, warnings),
        published_at=published,
        updated_at=_date(fields, _UPDATED, warnings),
        tags=_names(fields, _TAGS),
        categories=_names(fields, _CATEGORIES),
        keywords=_names(fields, _KEYWORDS),
        address=_address(fields),
        front_matter_json=_valid_unicode(_JSON.encode(metadata)),
        warnings=tuple(dict.fromkeys(warnings)),
    )


class _Fields:
    """Front matter by keys as they are compared; Zola keeps some under `taxonomies` and `extra`, crawlers under `meta`."""

    __slots__ = ("_places",)

    def __init__(self, metadata: dict[str, Any]) -> None:
        fields = {_key(key): value for key, value in reversed(metadata.items())}
        nested = [fields[name] for name in _NESTED if isinstance(fields.get(name), dict)]
        self._places = [fields, *({_key(key): value for key, value in place.items()} for place in nested)]
        for place in self._places:
            if "published" in place and str(place["published"]).lower() in ("true", "false"):
                del place["published"]  # a switch; the day stands elsewhere

    def first(self, names: Iterable[str]) -> Any:
        """The first value of these names that holds anything."""
        for place in self._places:
            for name in names:
                value = place.get(name)
                if value or (value is not None and value not in ("", [], {})):
                    return value
        return None

    def all(self, names: Iterable[str]) -> Iterator[Any]:
        """All values of these names."""
        return (place[name] for name in names for place in self._places if name in place)


def _key(key: object) -> str:
    return _key_of_text(key) if type(key) is str and len(key) <= MAX_REMEMBERED_CHARS else _as_key(str(key))


def _as_key(key: str) -> str:
    return key.strip().lower().translate(_NO_PART_OF_KEY)


_key_of_text = lru_cache(maxsize=1024)(_as_key)


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, lists flattened, the telling member of a mapping taken."""
    if type(value) is str and value.isascii() and value.isprintable():  # nearly all
        if text := value.strip():
            yield text
    elif isinstance(value, dict):
        for name in _TEXT_KEYS:
            if value.get(name):
                yield from _texts(value[name])
                return
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif value is not None:
        text = str(value)
        if text.isascii() and text.isprintable():
            text = text.strip()
        else:
            text = _one_line(text) if len(text) <= MAX_REMEMBERED_CHARS else _one_line.__wrapped__(text)
        if text:
            yield text


@lru_cache(maxsize=8192)
def _one_line(text: str) -> str:
    """Tags and names stand in many articles."""
    return _LINE_END.sub(" ", clean_characters(_valid_unicode(text))[0]).strip()


def _text(value: Any) -> str | None:
    return ", ".join(_texts(value)) or None


def _optional_text(fields: _Fields, names: tuple[str, ...]) -> str | None:
    value = fields.first(names)
    text = next(_texts(value), None) if names is _THUMBNAIL else _text(value)
    return None if text in _NO_TEXT else text


def _names(fields: _Fields, names: tuple[str, ...]) -> tuple[str, ...]:
    """A list of names, each once, in the order written; a text is split at its commas."""
    value = fields.first(names)
    if value is None:
        return ()
    parts = _split(value) if isinstance(value, str) else value if type(value) is list else [value]
    found = dict.fromkeys(text for part in parts for text in _texts(part))
    return tuple(text for text in found if text not in _NO_TEXT)


def _split(text: str) -> list[str]:
    """The names of a list that is written as a text: `a, b`, `a; b`, `['a', 'b']`, `#a #b`."""
    listed = _PYTHON_LIST.fullmatch(text.strip())
    if listed is not None:
        return [part.strip().strip("\"'") for part in _LIST_COMMA.split(listed[1])]
    if _HASHTAGS.fullmatch(text.strip()):
        return [part.lstrip("#") for part in text.split()]
    return (_LIST_COMMA if _LIST_COMMA.search(text) else _LIST_SIGN).split(text)


def _address(fields: _Fields) -> str:
    """The first that is one: `source: imported` tells nothing."""
    found = (next(_texts(value), "") for value in fields.all(_ADDRESS))
    return next((text for text in found if text.startswith(("http://", "https://"))), "")


def _date(fields: _Fields, names: tuple[str, ...], warnings: list[str]) -> datetime | None:
    text = next(_texts(fields.first(names)), None)
    if text is None or text in _NO_TEXT or text in ("true", "false"):
        return None
    moment = parse_date(text)
    if moment is None:
        warnings.append("date_unreadable")
    return moment


def _date_of_file_name(path: str, fields: _Fields) -> datetime | None:
    match = _FILE_DATE.match(path.rpartition("/")[2]) if fields.first(_PUBLISHED) is None else None
    return parse_date(match[1]) if match else None


def _web_address(url: str | None, longest: int, warnings: list[str]) -> str | None:
    if url is None:
        return None
    if len(url) > longest:
        warnings.append("unsafe_url")
        return None
    if url.startswith("//"):
        return "https:" + url
    scheme = _URL_SCHEME.match(url)
    if scheme and scheme[1].lower() not in ("http", "https"):
        warnings.append("unsafe_url")
        return None
    return url


def _valid_unicode(text: str) -> str:
    """Lone surrogates (from `\\ud800` in JSON) cannot be written to any file: U+FFFD in their place."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
