"""Nothing that tunes may read the test set: held by reading the code."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
FORBIDDEN = re.compile(
    r"test\.jsonl|gold/test|read_cases|GOLD_FOLDER|split\s*=\s*[\"']test[\"']|cases_of\(\s*[\"']test[\"']|rglob\(.*gold"
)
MAY_READ = {
    "eval",  # the suite itself
    "tests",
}


def scripts() -> list[Path]:
    code = [path for path in ROOT.rglob("*.py") if not {".venv", "var", ".git"} & set(path.relative_to(ROOT).parts)]
    return [
        path
        for path in code
        if path.relative_to(ROOT).parts[0] not in MAY_READ or re.search(r"tun|calibrat|train|fit", path.stem)
    ]


def test_there_is_code_to_look_at() -> None:
    assert len(scripts()) > 50


def test_code_outside_the_suite_reads_development_cases_only() -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in scripts()
        if path != Path(__file__) and (names := FORBIDDEN.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}, "use eval.gold.load_dev"


def test_the_rule_sees_what_it_forbids() -> None:
    for line in ('open("eval/gold/test.jsonl")', "read_cases(path)", 'read_sections(split="test")'):
        assert FORBIDDEN.search(line)
    assert not FORBIDDEN.search("cases = load_dev()")
