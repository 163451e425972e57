"""Which bullets are steps: actions in a row, not advice, settings or parts of a whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.instructions import ENGLISH, WHERE
from pipeline.extraction.step_marks import without_label, without_mark
from pipeline.rules.load import HeadingRules
from pipeline.stripping.document import CleanDocument
from pipeline.stripping.inline_pass import CleanInline

# Three tests of a lead that announces steps. The less one asks of the lead, the more its bullets must show, so they are
# not one: one for all either takes "follow the tips below:" for a promise of steps (in 38 of 14,757 real posts), or
# makes steps of facts below "The kettle heats again after these steps."
_SEQUENCE_LEAD = re.compile(
    r"(?:follow|steps?|do the following|do (?:this|these|so)|here[’']?s? (?:is |are )?how|how to do|to do (?:so|this|it)|set)\b.{0,60}[:：]?\s*$",
    re.IGNORECASE,
)
"""Enough where every bullet is an instruction."""
_PROMISES_STEPS = re.compile(
    r"(?:follow(?:ing)? (?:these|those|the|our|this|each)(?: [\w-]+){0,4} (?:steps?|instructions?|procedure)|(?:these|the)(?: [\w-]+){0,3} steps|do the following|(?:steps?|instructions) below|here(?:[’']?s| is| are)? how|here[’']?s what you (?:need|have) to do)\b[^.!?]{0,80}[:：]\s*$",
    re.IGNORECASE,
)
"""A sentence that says that steps follow, and ends in a colon; "try these tips:" does not. Enough where two bullets of
three tell what to do, be it behind a condition."""
_OFFERS_A_CHOICE = re.compile(
    r"\b(?:(?:one|any|either|some) of (?:the following|these|those)|(?:one|two|three|four|several|few|many|multiple|different|various|following|these|other)(?: (?:different|other|easy|quick|simple))? (?:ways|methods|options|alternatives))\b"
    r"(?:(?!\b(?:steps?|follow\w*|instructions?)\b)[^.!?:：]){0,80}[.:：]?\s*$",
    re.IGNORECASE,
)
"""A sentence that leads into alternatives ("Do one of the following:", "There are two ways to open it:"): of those bullets
a reader follows one, not all in a row."""
_TITLED = re.compile(r"[^:：.!?]{2,60}[:：]\s+\S")
"""A bullet that names itself before it tells: one of several ways rather than a step."""
_STEPS_LEAD = re.compile(
    r"\b(?:steps? (?:on|to|for|below|listed|of)|(?:following|these|below|detailed|simple|easy) steps)\b[^!?]{0,80}$",
    re.IGNORECASE,
)
"""A sentence that calls the list below it steps outright, with or without a colon: enough where the first bullet is an
action, and the others are, or go on from one."""
_GOES_ON = re.compile(
    r"(?:then|next|finally|lastly|after|afterwards?|now|once|when|as soon as|at last)\b", re.IGNORECASE
)
"""How a step begins that goes on from the one before it, also where it tells what comes of that."""
_THEN = re.compile(r"(?:then|next|finally|lastly|after that|afterwards?|now)\b", re.IGNORECASE)
_OPERATES = re.compile(
    r"(?:(?:first|then|next|now|finally|lastly|after that|once \w+|again)\b,?\s*)*(?:(?P<handles>open|go|tap|click|double[ -]click|right[ -]click"
    r"|press|select|choose|pick|type|enter|paste|navigate|head|scroll|swipe|hit|hold|release|drag|launch|log|sign|unplug|plug|connect"
    r"|wait|expand|hover|confirm|find|locate|tick|untick|slide|pull|push|insert)"
    r"|turn|switch|flip|toggle|set|close|quit|look|check the box|remove the|follow|save|restart|reboot|run|move|let)\b",
    re.IGNORECASE,
)
"""Verbs of operating something; `handles` are those by which one thing leads to the next. A list of settings ("Turn off
shadows", "Set the detail to low") has hardly any of them."""
_BY_HAND = re.compile(
    r"(?:fill|dig|pour|put|place|lay|push|pull|lift|lower|raise|remove|take|unscrew|screw|tighten|loosen|undo|detach|attach|mix|stir|whisk|beat|fold"
    r"|spread|sprinkle|soak|rinse|wipe|scrub|cut|chop|slice|peel|knead|roll|bake|boil|simmer|fry|heat|cook|drain|drill|hammer|glue|sand|mount|tie|wrap"
    r"|insert|turn|twist|bend|hold|press|squeeze|open|close|set|let|leave|wait|repeat|water|cover|connect|disconnect|plug|unplug|pry|slide|thread|sew)\b",
    re.IGNORECASE,
)
_PLAINLY_ENGLISH = re.compile(
    r"\b(?:the|your|and|with|this|that|you|from|for)\b(?! (?-i:[A-Z]))", re.IGNORECASE
)
"""Words of English sentences; before a capital they may be part of a name: `Buka Devices and Printers`."""
_QUOTED = re.compile(r'"[^"]{1,80}"')
_MAKES_SAFE = re.compile(
    r"(?:first,? )?(?:unplug|disconnect|shut off|power off|power down|(?:turn|switch|shut) (?:off|down) (?:the |your )?(?:main )?(?:power|water|gas|electricity|heat|engine|ignition"
    r"|supply|breaker|circuit|washer|dryer|fridge|refrigerator|freezer|dishwasher|oven|stove|printer|router|console|computer|laptop|pc|device|machine|appliance|unit|vehicle|car))\b"
    r"(?!.*\b(?:when|whenever|after (?:each|every)|every|during|while|if)\b)",
    re.IGNORECASE,
)
"""What work on a device begins with: `Unplug the fridge`, and then `Remove the rear panel`. Advice says when: "Unplug it
when not in use"."""
_FORBIDS_ELSEWHERE = re.compile(
    r"\w+(?:\W+\w+){0,2}\W+(?:keine?[nrms]?|niemals|nunca|jamais|geen|nooit|nigdy|никогда)\b", re.IGNORECASE
)
"""Advice that begins with a verb of operating: `Öffnen Sie keine Anhänge`."""
MAX_LABEL_WORDS = 4
MAX_CASE_CHARS = 40
MAX_LEAD_CHARS = 200
"""Characters of the sentence above a list in which a lead is looked for."""


@dataclass(frozen=True, slots=True)
class HeadingPromise:
    """What a heading lets a reader expect of the bullets below it. The more it promises, the less they need a sentence of
    their own that leads them in as steps."""

    procedure: bool
    """It names where something is done ("On Windows"): a list of instructions needs no lead."""
    how_to: bool
    """It asks how something is done: a list of things to do by hand needs none."""
    steps: bool
    """It says that steps follow ("Follow these steps"): bullets most of which instruct need none."""
    step: bool
    """It counts a step ("Step 3: Motor"): a list of things to do, by hand or on a device, needs none."""


def bullet_steps(
    document: CleanDocument, blocks: Sequence[int], reader: HeadingReader, promise: HeadingPromise
) -> list[tuple[int, str]]:
    """Bullets that are actions in a row: all instructions, led in as steps ("do the following:", "Remedy: Replace the
    seal."), or below a heading whose promise does as well.

    Returns:
        Block and text of each bullet; nothing where the bullets are no steps.
    """
    bullets = [i for i in blocks if document.blocks[i].kind == "item" and document.blocks[i].depth == 1]
    found = _one_list(document, blocks, bullets, reader, promise)
    if found or not bullets:
        return found
    lists = _lists(document, blocks)
    if len(lists) > 1:
        found = [
            step
            for items in lists
            if len(items) > 1
            for step in _one_list(document, blocks, items, reader, promise)
        ]
    return found or [step for items in lists for step in _announced(document, blocks, items, reader, promise)]


def _lists(document: CleanDocument, blocks: Sequence[int]) -> list[list[int]]:
    """The bullets of a section, list by list: what leads into a list parts it from the one above."""
    lists: list[list[int]] = [[]]
    for index in blocks:
        block, inline = document.blocks[index], document.inlines[index]
        if block.kind == "item" and block.depth == 1:
            lists[-1].append(index)
        elif lists[-1] and not block.depth and (inline.bold or inline.text.endswith((":", "："))):
            lists.append([])
    return lists


def _announced(
    document: CleanDocument,
    blocks: Sequence[int],
    bullets: list[int],
    reader: HeadingReader,
    promise: HeadingPromise,
) -> list[tuple[int, str]]:
    """The bullets below a sentence or heading that promises steps, most of which instruct: `Update it by following these
    steps:`. What each tells may stand behind a condition or a remark ("If there is one, select Update")."""
    texts = [without_mark(document.inlines[i].text) for i in bullets]
    if len(bullets) < 2 or not all(texts) or all(map(_TITLED.match, texts)):
        return []
    if _are_alternatives(document, blocks, bullets[0]):
        return []
    lead = _lead_before(document, blocks, bullets[0], reader) or ""
    acting = sum(map(reader.instructs, texts))
    # What ends in a colon below the heading leads into something else ("You need:").
    promised = _PROMISES_STEPS.search(lead) or _leads_elsewhere(lead, reader)
    promised = promised or (promise.steps and not lead.endswith((":", "：")))
    if not promised or 3 * acting < 2 * len(texts):
        return []
    return list(zip(bullets, texts, strict=True))


def _one_list(
    document: CleanDocument,
    blocks: Sequence[int],
    bullets: list[int],
    reader: HeadingReader,
    promise: HeadingPromise,
) -> list[tuple[int, str]]:
    """All bullets of a section, if each is an instruction."""
    texts = [without_mark(document.inlines[i].text) for i in bullets]
    if len(bullets) == 1 and (only := without_label(texts[0], reader)) != texts[0]:
        return [(bullets[0], only)] if reader.is_instruction(only) else []
    if len(bullets) < 2 or not all(texts):
        return []
    if _are_alternatives(document, blocks, bullets[0]):
        return []
    lead = _lead_before(document, blocks, bullets[0], reader) or ""
    if _STEPS_LEAD.search(lead) and _are_told_as_steps(texts, reader):
        return list(zip(bullets, texts, strict=True))
    if promise.step and _are_done(texts, reader):
        return list(zip(bullets, texts, strict=True))
    if all(reader.is_instruction(text) for text in texts):
        led = (
            promise.procedure
            or bool(reader.remedy(lead))
            or ((promise.how_to or _MAKES_SAFE.match(texts[0])) and _is_handiwork(texts))
        )
        led = (
            led
            or bool(_SEQUENCE_LEAD.search(lead))
            or reader.announces_steps(lead)
            or _leads_elsewhere(lead, reader)
        )
        led = led or all(text.rstrip().endswith(":") for text in texts)
        if not led and not _is_operation(texts) and not _operates_elsewhere(texts, reader):
            return []
    elif not _leads_elsewhere(lead, reader) and not _operates_elsewhere(texts, reader):
        return []  # whether they instruct can only be told where we know the verbs, or by a lead that says so
    return list(zip(bullets, texts, strict=True))


@lru_cache(maxsize=4)
def _words_elsewhere(rules: HeadingRules) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Leads and operations in other languages than English; compiled for the first article that may have some."""
    leads = rf"(?:{rules.step_leads})[^.。!?]{{0,40}}(?:[:：]|(?<=[\u3040-\u9fff])。|요\.)\s*$"
    return re.compile(leads, re.IGNORECASE), re.compile(rules.operations, re.IGNORECASE)


def _leads_elsewhere(lead: str, reader: HeadingReader) -> bool:
    """Whether a sentence in another language says that steps follow: `Gehen Sie so vor:`."""
    if not lead.rstrip().endswith((":", "：", "。", "요.")) or _is_english(lead):
        return False
    return _words_elsewhere(reader.rules)[0].search(lead[-MAX_LEAD_CHARS:]) is not None


def _operates_elsewhere(texts: Sequence[str], reader: HeadingReader) -> bool:
    """As `_is_operation`, in other languages: nearly all instruct (not every verb is known), most by one of operating, not
    all by the same."""
    if len(texts) < 3 or _is_english(" ".join(texts)) or any(map(_FORBIDS_ELSEWHERE.match, texts)):
        return False
    operations = _words_elsewhere(reader.rules)[1]
    verbs = [match.group().lower() for text in texts if (match := operations.match(text)) is not None]
    most = 2 * len(verbs) > len(texts) and len(set(verbs)) > 1
    told = sum(operations.match(text) is not None or reader.instructs(text) for text in texts) if most else 0
    return 4 * told >= 3 * len(texts)


def _is_english(text: str) -> bool:
    """Whether English words are among a text's; the short ones other languages have too ("on", "is", "of"), and the names
    on buttons are in any."""
    return text.isascii() and _PLAINLY_ENGLISH.search(_QUOTED.sub("", text)) is not None


def bullets_below_items(
    document: CleanDocument, blocks: Sequence[int], reader: HeadingReader
) -> frozenset[int]:
    """Bullets right below the items of numbered lists that say what to do there, most of them instructions: `1. Restart
    the router:`, and below it `- Unplug it.`, `- Wait.`. Remarks below an item are no steps."""
    found: set[int] = set()
    group: list[int] = []
    depth = 0
    for index in blocks:
        block = document.blocks[index]
        if depth and block.kind == "item" and not block.ordered and block.depth == depth:
            group.append(index)
        elif block.depth < depth or (block.kind == "item" and block.ordered and block.depth == depth):
            found.update(_mostly_instructing(document, group, reader))
            group = []
            depth = block.depth + 1 if block.kind == "item" and block.ordered else 0
        elif not depth and block.kind == "item" and block.ordered:
            depth = block.depth + 1
    return frozenset(found.union(_mostly_instructing(document, group, reader)))


def _mostly_instructing(document: CleanDocument, group: list[int], reader: HeadingReader) -> list[int]:
    texts = [without_mark(document.inlines[i].text) for i in group]
    tells = reader.is_instruction if ENGLISH.search(" ".join(texts)) else reader.instructs
    acting = sum(tells(text) or tells(_behind_case(text, reader)) for text in texts)
    return group if all(texts) and 3 * acting >= 2 * len(texts) else []


def _behind_case(text: str, reader: HeadingReader) -> str:
    """What is told behind the name of a system: `Windows 11: Click Start.`"""
    case, _, told = text.partition(":")
    return told.strip() if told and len(case) <= MAX_CASE_CHARS and reader.kind(case) == "system" else text


def _are_told_as_steps(texts: Sequence[str], reader: HeadingReader) -> bool:
    """Whether what is led in as steps begins with an action and is actions, each at most with what comes of it ("Once
    done, the file is saved")."""
    acts = [_acts(text, reader) for text in texts]
    goes_on = all(act or _GOES_ON.match(text) for act, text in zip(acts, texts, strict=True))
    return acts[0] and goes_on and 2 * sum(acts) >= len(acts)


def _acts(text: str, reader: HeadingReader) -> bool:
    operated = _OPERATES.match(text)
    return reader.is_instruction(text) or (operated is not None and operated["handles"] is not None)


def _is_operation(texts: Sequence[str]) -> bool:
    """Whether instructions operate an interface or a device one after the other ("Open Settings and tap Apps", "Tap
    Storage", "Tap Clear cache"); pieces of advice ("Check the cables", "Update your drivers") are no sequence."""
    if any(_THEN.match(text) for text in texts[1:]):
        return True
    texts = [WHERE.sub("", text, 1) for text in texts]
    operated = [match for text in texts if (match := _OPERATES.match(text)) is not None]
    if len(texts) < 3 or len(operated) < len(texts):
        return False
    handles = [match["handles"].lower() for match in operated if match["handles"]]
    # All with one verb are choices: "Click Share to …", "Click Copy Link if …".
    return 2 * len(handles) > len(texts) and len({match.group().lower() for match in operated}) > 1


def operates_throughout(texts: Sequence[str]) -> bool:
    """Whether steps that operate an interface or a device are the most of a list; advice and contents hardly do."""
    handled = sum(
        (match := _OPERATES.match(text)) is not None and match["handles"] is not None for text in texts
    )
    return 3 * handled >= 2 * len(texts)


def _is_handiwork(texts: Sequence[str]) -> bool:
    """Whether instructions are mostly done by hand, one thing leading to the next: "Dig a hole", "Put the plant in"."""
    return len(texts) >= 3 and 2 * sum(_BY_HAND.match(text) is not None for text in texts) > len(texts)


def _are_done(texts: Sequence[str], reader: HeadingReader) -> bool:
    """Whether the first of the bullets of a counted step, and half of all, tell what to do by hand or on a device; the
    others say more of it ("The cap has a left-hand thread")."""
    done = [
        reader.is_instruction(text) and bool(_BY_HAND.match(text) or _OPERATES.match(text)) for text in texts
    ]
    return done[0] and 2 * sum(done) >= len(done)


def _lead_before(
    document: CleanDocument, blocks: Sequence[int], index: int, reader: HeadingReader
) -> str | None:
    """The text above a list, passing over a short bold label ("Here is how:", "**In Windows 10**", the list), unless it
    announces steps itself ("**How to do it:**")."""
    told = texts_above(document, blocks, index)
    nearest = next(told, None)
    if (
        nearest is not None
        and nearest.bold
        and len(nearest.text.split()) <= MAX_LABEL_WORDS
        and not reader.announces_steps(nearest.text)
    ):
        nearest = next(told, nearest)
    return nearest.text if nearest is not None else None


def _are_alternatives(document: CleanDocument, blocks: Sequence[int], index: int) -> bool:
    """Whether the text right above a list offers a choice; one above the label of a list offers that list as a whole."""
    lead = next(texts_above(document, blocks, index), None)
    return _OFFERS_A_CHOICE.search(lead.text[-MAX_LEAD_CHARS:] if lead is not None else "") is not None


def texts_above(document: CleanDocument, blocks: Sequence[int], index: int) -> Iterator[CleanInline]:
    """The blocks of a section above one of it that hold any text, the nearest first."""
    above = (document.inlines[blocks[at]] for at in range(bisect_left(blocks, index) - 1, -1, -1))
    return (inline for inline in above if inline.text)
