"""The page to ask on: a question box, filters, the answer with its sources, follow-ups and reports."""

from typing import Any

import gradio as gr

from app.feedback import LONGEST_REPORT
from app.parts import Parts
from app.questions import LONGEST_QUESTION
from app.web.ask_events import AskPage, intro
from app.web.asking import Conversation
from app.web.kept import KeptAnswers
from app.web.plan_finder import FEW
from app.web.seen_events import for_visitor

__all__ = ["ask_page"]

_MOST_CONVERSATIONS = 1_000  # Gradio keeps some 100 kB of each, whoever began it; the one left longest goes first


def ask_page(parts: Parts, kept: KeptAnswers) -> Any:
    """Build the Gradio page. Every event of it is private: the HTTP interface is /api/v1."""
    page = AskPage(parts, kept)
    text: dict[str, Any] = {"latex_delimiters": [], "sanitize_html": True, "container": False}
    with gr.Blocks(title="Planwatch: ask about health and care plans", analytics_enabled=False) as blocks:
        conversation = gr.State(Conversation())
        heading = gr.Markdown(intro(parts), elem_id="intro", **text)
        with gr.Row(elem_id="ask-row"):
            box = gr.Textbox(
                label="Your question",
                info=f"Up to {LONGEST_QUESTION:,} characters. Please leave out names and personal details.",
                max_length=LONGEST_QUESTION,
                lines=1,
                max_lines=6,
                elem_id="question",
                scale=1,
            )
            ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=120)
        with gr.Accordion("Choose plans and years", open=False, elem_id="filters"):
            find = gr.Textbox(
                label="Find plans",
                info="Words of a title, publisher, area or kind, or a year. What you tick stays ticked.",
                max_length=200,
                lines=1,
                max_lines=1,
                elem_id="find-plans",
                visible=len(parts.library.plans()) > FEW,
            )
            found = gr.Markdown("", elem_id="found-plans", **text)
            chosen = gr.CheckboxGroup(
                page.choices(),
                label="Plans to look in",
                info="All plans, if you choose none.",
                elem_id="plans",
            )
            years = gr.CheckboxGroup(
                page.years(), label="Years", info="All years, if you choose none.", elem_id="years"
            )
        with gr.Column(elem_id="examples") as tries:
            gr.Markdown("<h2>Questions to try</h2>", **text)
            examples = [gr.Button(question, size="sm", elem_classes="example") for question in page.examples()]
        status = gr.Markdown("", elem_id="status", **text)
        thread = gr.Markdown("", elem_id="thread", **text)
        with gr.Column(visible=False, elem_id="after") as after:
            with gr.Row(elem_id="follow-row"):
                follow = gr.Textbox(
                    label="Ask a follow-up question",
                    info="It keeps to the subject above, so you can write “and in 2024/25?”",
                    max_length=LONGEST_QUESTION,
                    lines=1,
                    max_lines=6,
                    elem_id="follow-up",
                    scale=1,
                )
                follow_ask = gr.Button("Ask", variant="primary", elem_id="follow-ask", scale=0, min_width=120)
            with gr.Accordion("This is wrong", open=False, elem_id="report"):
                wrong = gr.Textbox(label="What is wrong?", lines=2, max_length=LONGEST_REPORT, elem_id="wrong")
                right = gr.Textbox(
                    label="What do the plans say? Give the page if you can.",
                    lines=2,
                    max_length=LONGEST_REPORT,
                    elem_id="right",
                )
                send = gr.Button("Send the report", elem_id="send-report")
                sent = gr.Markdown("", elem_id="report-status", **text)
            clear = gr.Button("Clear and start again", elem_id="clear")
        shown = [thread, status, conversation, tries, after, box, follow, wrong, right, sent]
        event: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": 4,
            "concurrency_id": "ask",
        }
        starts = [
            ask.click(for_visitor(page.ask), [box, chosen, years], shown, **event),
            box.submit(for_visitor(page.ask), [box, chosen, years], shown, **event),
        ]
        starts += [button.click(for_visitor(page.ask), [button, chosen, years], shown, **event) for button in examples]
        starts += [
            follow_ask.click(for_visitor(page.follow), [follow, conversation], shown, **event),
            follow.submit(for_visitor(page.follow), [follow, conversation], shown, **event),
            blocks.load(for_visitor(page.arrive, told=True), None, [*shown, heading, chosen, years, find], **event),
        ]
        for start in starts:
            start.failure(page.failed, None, status, show_progress="hidden", api_visibility="private")
        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "always_last"}
        find.change(for_visitor(page.find), [find, chosen], [chosen, found], **quick)
        clear.click(page.clear, None, shown, show_progress="hidden", api_visibility="private")
        send.click(
            for_visitor(page.report),
            [wrong, right, conversation],
            [sent, wrong, right],
            show_progress="hidden",
            api_visibility="private",
        )
    blocks.queue(max_size=64, default_concurrency_limit=4, api_open=False)
    blocks.state_session_capacity = _MOST_CONVERSATIONS
    return blocks
