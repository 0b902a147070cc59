"""Does all that Planwatch does, in the home that it is told: takes in a file, answers, writes lists, serves."""

import sys
import threading
import time
from pathlib import Path

import httpx
import uvicorn

from app.build import build
from app.cli import main
from app.web.server import make_app
from plans.settings import Settings


def run(*arguments: str) -> None:
    try:
        main(["--home", HOME, *arguments])
    except SystemExit as ended:
        if ended.code:
            raise


HOME, PLAN = sys.argv[1:3]
run("ingest", PLAN)
run("ask", "How many nurses will be hired?")
run("search", "dental access")
for ending in ("csv", "xlsx", "ics", "docx", "html"):
    run("commitments", "--out", str(Path(HOME) / f"out.{ending}"))
server = uvicorn.Server(uvicorn.Config(make_app(build(Settings(home=Path(HOME)))), port=0, log_level="error"))
thread = threading.Thread(target=server.run, daemon=True)
thread.start()
while not server.started:
    time.sleep(0.05)
port = server.servers[0].sockets[0].getsockname()[1]
with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
    for path in ("/", "/config", "/plans", "/commitments", "/api/v1/docs", "/readyz"):
        assert client.get(path).status_code == 200, path
    asked = client.post("/api/v1/ask", json={"question": "What is planned for unpaid carers?"})
    assert asked.json()["citations"]
server.should_exit = True
thread.join(timeout=10)
print("all of it was done")
