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

_license_factory = LicenseFactory()


def main(folder: Path) -> Path:
    """Write the bill into `folder`; return the file."""
    bill_json = bill()
    error = make_schemabased_validator(OutputFormat.JSON, VERSION).validate_str(bill_json)
    if error is not None:
        sys.exit(f"The bill of materials is not valid: {error}")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{PROGRAM}-{distribution(PROGRAM).version}.cdx.json"
    file.write_text(bill_json + "\n", encoding="utf-8")
    return file


def bill() -> str:
    """Return the bill as JSON."""
    bom = Bom()
    program = _python_component(distribution(PROGRAM), ComponentType.APPLICATION)
    bom.metadata.component = program
    installed = {component.name: component for component in map(_python_component, _shipped())}
    web = list(_web_components())
    bom.components.update([*installed.values(), *web])
    bom.register_dependency(program, [*installed.values(), *web])
    return make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=1)


def _shipped() -> list[Distribution]:
    """Return every package that the program needs on this system, directly or through another one."""
    found: dict[str, Distribution] = {}
    pending = [Requirement(PROGRAM)]
    seen: set[str] = set()
    while pending:
        requirement = pending.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        package = distribution(requirement.name)
        found[_normalized(requirement.name)] = package
        pending += [need for need in map(Requirement, package.requires or []) if _applies(need, requirement.extras)]
    del found[PROGRAM]
    return [found[name] for name in sorted(found)]


def _applies(need: Requirement, extras: set[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _python_component(package: Distribution, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    about: Any = package.metadata
    classifiers = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    license_name = about.get("License-Expression") or " ".join(classifiers) or about.get("License") or ""
    return Component(
        name=_normalized(package.name),
        version=package.version,
        type=kind,
        bom_ref=f"pypi:{_normalized(package.name)}",
        purl=PackageURL("pypi", name=_normalized(package.name), version=package.version),
        description=about.get("Summary"),
        licenses=[_license_factory.make_from_string(license_name)] if license_name else [],
    )


def _web_components() -> Iterator[Component]:
    """Yield the npm packages, without those that only tests use."""
    for path, package in json.loads(LOCK.read_text(encoding="utf-8"))["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if name and not package.get("dev"):
            group, _, short = name.rpartition("/")
            yield Component(
                name=name,
                version=package["version"],
                bom_ref=f"npm:{name}",
                purl=PackageURL("npm", group or None, short, package["version"]),
                licenses=[_license_factory.make_from_string(package["license"])],
                hashes=[HashType(alg=HashAlgorithm.SHA_512, content=_sha512(package["integrity"]))],
            )


def _sha512(integrity: str) -> str:
    return b64decode(integrity.removeprefix("sha512-")).hex()


def _normalized(name: str) -> str:
    """Return a package's name as PyPI normalizes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    print(f"Successfully wrote {main(Path(sys.argv[1]))}")
