"""Automations: a web hook that is told when a run fails and when a dataset is published.

    python -m flows.automations https://hooks.example.org/howto-etl

registers them with the Prefect server that PREFECT_API_URL names; again with another address changes it. The
server calls the hook, so it also hears of runs whose process was killed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.events import EventTrigger
from prefect.events.actions import CallWebhook
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.types import SecretDict
from pydantic import SecretStr

from flows.command_line import BAD_USAGE, FAILED
from flows.server import api_url, is_healthy
from flows.stages import DATASET_PUBLISHED

HOOK = "howto-etl-hook"
"""Name of the block that holds the hook's address; it can be edited in the UI."""

FLOW = "clean-articles"

ENDED_BADLY = ("prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut")

RUN_PAYLOAD = """{
  "what": "run failed",
  "run": {{ flow_run.name | tojson }},
  "state": {{ flow_run.state.name | tojson }},
  "message": {{ flow_run.state.message | tojson }},
  "url": {{ flow_run | ui_url | tojson }}
}"""

DATASET_PAYLOAD = """{
  "what": "dataset published",
  "dataset": {{ event.payload.clean | tojson }},
  "run_id": {{ event.payload.run_id | tojson }},
  "articles": {{ event.payload.accepted }},
  "rejected": {{ event.payload.rejected }}
}"""


async def register(url: str) -> list[str]:
    """Registers or changes the automations; their names."""
    hook = Webhook(
        method="POST", url=SecretStr(url), headers=SecretDict({"Content-Type": "application/json"})
    )
    block_id = await hook.asave(HOOK, overwrite=True)
    automations = [run_failed(block_id), dataset_published(block_id)]
    for automation in automations:
        await _replace(automation)
    return [automation.name for automation in automations]


def run_failed(block_id: UUID) -> Automation:
    """Calls the hook when a run of the flow fails or crashes, with the sentence it ended with."""
    return Automation(
        name="howto-etl: run failed",
        description="Tells a web hook which run failed and why.",
        trigger=EventTrigger(
            expect=set(ENDED_BADLY),
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": FLOW},
        ),
        actions=[CallWebhook(block_document_id=block_id, payload=RUN_PAYLOAD)],
    )


def dataset_published(block_id: UUID) -> Automation:
    """Calls the hook when a run has published a dataset."""
    return Automation(
        name="howto-etl: dataset published",
        description="Tells a web hook which dataset is new and what is in it.",
        trigger=EventTrigger(expect={DATASET_PUBLISHED}),
        actions=[CallWebhook(block_document_id=block_id, payload=DATASET_PAYLOAD)],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Registers the automations; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m flows.automations",
        description="Have a web hook called when a run fails and when a dataset is published.",
    )
    parser.add_argument("url", help="Address that is sent a POST with JSON.")
    url = parser.parse_args(arguments).url
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        print(f"Error: {url!r} is not an http or https address.", file=sys.stderr)
        return BAD_USAGE
    server = api_url()
    if not is_healthy(server):
        print(f"Error: there is no Prefect server at {server}; start one with `make serve`.", file=sys.stderr)
        return FAILED
    with temporary_settings({PREFECT_API_URL: server}):
        for name in asyncio.run(register(url)):
            print(f"Automation: {name}")
    return 0


async def _replace(automation: Automation) -> None:
    try:
        known = await Automation.aread(name=automation.name)
    except ValueError:
        await automation.acreate()
        return
    automation.id = known.id
    await automation.aupdate()


if __name__ == "__main__":
    sys.exit(main())
