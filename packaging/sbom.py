"""Bill of materials (CycloneDX) of what is shipped: the program, its Python packages, the web libraries.

`make build` puts it beside the wheel, for venues that need to know whether they use a vulnerable library. It is made
from what the locks installed here, and validated against the CycloneDX schema before it is written.
"""

import json
import re
import sys
from base64 import b64decode
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator
from packageurl import PackageURL
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "web" / "package-lock.json"
PROGRAM = "goat-kiosk"
VERSION = SchemaVersion.V1_6

_licences = LicenseFactory()


def main(folder: Path) -> Path:
    """Write the bill into `folder`; return the file."""
    bill_json = bill()
    wrong = make_schemabased_validator(OutputFormat.JSON, VERSION).validate_str(bill_json)
    if wrong is not None:
        sys.exit(f"The bill of materials is not valid: {wrong}")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{PROGRAM}-{distribution(PROGRAM).version}.cdx.json"
    file.write_text(bill_json + "\n", encoding="utf-8")
    return file


def bill() -> str:
    """Return the bill as JSON."""
    bom = Bom()
    program = _python(distribution(PROGRAM), ComponentType.APPLICATION)
    bom.metadata.component = program
    installed = {one.name: one for one in map(_python, _shipped())}
    web = list(_web())
    bom.components.update([*installed.values(), *web])
    bom.register_dependency(program, [*installed.values(), *web])
    return make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=1)


def _shipped() -> list[Distribution]:
    """Return every package that the program needs here, and that those need."""
    found: dict[str, Distribution] = {}
    wanted = [Requirement(PROGRAM)]
    seen: set[str] = set()
    while wanted:
        one = wanted.pop()
        if str(one) in seen:
            continue
        seen.add(str(one))
        here = distribution(one.name)
        found[_plain(one.name)] = here
        wanted += [need for need in map(Requirement, here.requires or []) if _applies(need, one.extras)]
    del found[PROGRAM]
    return [found[name] for name in sorted(found)]


def _applies(need: Requirement, extras: set[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _python(here: Distribution, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    about: Any = here.metadata
    classifiers = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    licence = about.get("License-Expression") or " ".join(classifiers) or about.get("License") or ""
    return Component(
        name=_plain(here.name),
        version=here.version,
        type=kind,
        bom_ref=f"pypi:{_plain(here.name)}",
        purl=PackageURL("pypi", name=_plain(here.name), version=here.version),
        description=about.get("Summary"),
        licenses=[_licences.make_from_string(licence)] if licence else [],
    )


def _web() -> Iterator[Component]:
    """Yield the npm packages but those that only tests use."""
    for path, one in json.loads(LOCK.read_text(encoding="utf-8"))["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if name and not one.get("dev"):
            group, _, short = name.rpartition("/")
            yield Component(
                name=name,
                version=one["version"],
                bom_ref=f"npm:{name}",
                purl=PackageURL("npm", group or None, short, one["version"]),
                licenses=[_licences.make_from_string(one["license"])],
                hashes=[HashType(alg=HashAlgorithm.SHA_512, content=_sha512(one["integrity"]))],
            )


def _sha512(integrity: str) -> str:
    return b64decode(integrity.removeprefix("sha512-")).hex()


def _plain(name: str) -> str:
    """Return a package's name as indexes normalize it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    print(f"Successfully wrote {main(Path(sys.argv[1]))}")
