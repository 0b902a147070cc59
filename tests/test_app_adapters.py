"""Planwatch from LlamaIndex and from an MCP client: the plan's own words, and nothing that changes anything."""

import os
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from plans.errors import WrongCall


def test_a_llamaindex_retriever_gives_the_plans_words_with_their_place(planwatch: Any) -> None:
    from app.adapters.llama_index import PlanRetriever

    nodes = PlanRetriever(planwatch.search, plans=("kirklees-hcp-2023",), limit=5).retrieve("dental access")
    assert 0 < len(nodes) <= 5
    text = planwatch.library.document("kirklees-hcp-2023").text
    for found in nodes:
        place = found.node.metadata
        assert found.node.get_content() == text[place["start"] : place["end"]]
        assert place["plan_id"] == "kirklees-hcp-2023"
    scores = [found.score for found in nodes]
    assert scores == sorted(scores, reverse=True)


def test_a_llamaindex_retriever_refuses_an_empty_question(planwatch: Any) -> None:
    from app.adapters.llama_index import PlanRetriever

    with pytest.raises(WrongCall):
        PlanRetriever(planwatch.search).retrieve("  ")


def call(planwatch: Any, name: str, **given: Any) -> Any:
    mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    from app.mcp.server import make_server

    async def asked() -> Any:
        async with mcp.Client(make_server(planwatch)) as client:
            if name == "tools":
                return (await client.list_tools()).tools
            return await client.call_tool(name, given)

    return anyio.run(asked)


def test_an_mcp_client_sees_four_tools_that_only_read(planwatch: Any) -> None:
    tools = call(planwatch, "tools")
    assert {tool.name for tool in tools} == {"search", "ask", "read_passage", "list_commitments"}
    assert all(tool.annotations.read_only_hint for tool in tools)


def test_an_mcp_client_searches_and_reads_what_it_found(planwatch: Any) -> None:
    found = call(planwatch, "search", query="dental access").structured_content
    hit = found["hits"][0]
    passage = call(planwatch, "read_passage", passage_id=hit["passage_id"]).structured_content
    assert passage["text"] == hit["text"]


def test_an_mcp_client_asks_and_gets_quotations(planwatch: Any) -> None:
    answer = call(planwatch, "ask", question="What is planned for unpaid carers?").structured_content
    assert answer["citations"]


def test_an_mcp_client_lists_commitments_and_learns_how_many_there_are(planwatch: Any) -> None:
    listed = call(planwatch, "list_commitments", plans=["wy-jfp-2024"]).structured_content
    assert listed["total"] == len(planwatch.register.commitments(("wy-jfp-2024",)))
    assert len(listed["commitments"]) == min(100, listed["total"])


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("ask", {"question": "What?", "plans": ["none"]}, "There is no plan"),
        ("read_passage", {"passage_id": "none"}, "There is no passage"),
        ("ask", {"question": "   "}, "empty"),
    ],
)
def test_an_mcp_client_is_told_what_was_wrong(planwatch: Any, name: str, given: dict[str, Any], said: str) -> None:
    result = call(planwatch, name, **given)
    assert result.is_error
    assert said in result.content[0].text


def test_the_command_serves_a_client_over_stdio_and_writes_nothing_else_there(planwatch: Any, tmp_path: Path) -> None:
    mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-c", "from app.cli import main; main()", "--home", str(planwatch.settings.home), "mcp"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        cwd=tmp_path,
    )

    async def asked() -> tuple[Any, ...]:
        with anyio.fail_after(120):
            async with mcp.Client(command) as client:
                tools = (await client.list_tools()).tools
                found = await client.call_tool("search", {"query": "dental access", "words": 100})
                passage = found.structured_content["hits"][0]["passage_id"]
                read = await client.call_tool("read_passage", {"passage_id": passage})
                answer = await client.call_tool("ask", {"question": "What is planned for unpaid carers?"})
                listed = await client.call_tool("list_commitments", {"words": "carers", "first": 1})
                wrong = await client.call_tool("ask", {"question": "What?", "plans": ["none"]})
                return tools, found, read, answer, listed, wrong

    tools, found, read, answer, listed, wrong = anyio.run(asked)
    assert len(tools) == 4
    assert read.structured_content["text"] == found.structured_content["hits"][0]["text"]
    for citation in answer.structured_content["citations"]:
        text = planwatch.library.document(citation["plan_id"]).text
        assert citation["quote"] == text[citation["start"] : citation["end"]]
    assert listed.structured_content["total"] > 0
    assert wrong.is_error


def test_without_the_extra_the_command_says_how_to_get_it(
    planwatch: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.cli.faults import exit_status

    for name in [name for name in sys.modules if name == "app.mcp.server" or name.partition(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert exit_status(["--home", str(planwatch.settings.home), "mcp"]) == 1
    assert "extra `mcp` is not installed" in capsys.readouterr().err
