"""
`make deploy`: build one stage and hand it to CloudFormation with the ordinary AWS CLI, in a region of the EEA.

Who deploys needs an AWS account, credentials and a bucket for artefacts in that region; nothing else is assumed.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from chalicelib.settings import EEA_REGIONS
from infra.package.build import PARAMETERS, ROOT, TEMPLATE, build
from infra.package.errors import PackageError
from infra.package.parameters import stages
from infra.package.runtime import PLATFORMS

UPLOADED = "uploaded.yaml"  # the template with the artefact's place in the bucket
# IAM: a role per function. AUTO_EXPAND: the template is in SAM's short form, which CloudFormation expands.
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")


def main(arguments: Sequence[str] | None = None) -> int:
    """1 with a message when it cannot start; the exit code of the AWS CLI when that fails."""
    chosen = _parser().parse_args(arguments)
    faults = list(hindrances(chosen.bucket, chosen.region))
    if faults:
        print("\n".join(f"error: {fault}" for fault in faults), file=sys.stderr)
        return 1
    try:
        folder = build(chosen.stage, chosen.arch, chosen.out).folder
    except PackageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return _run(commands(folder, chosen.stage, chosen.bucket, chosen.region))


def hindrances(bucket: str, region: str) -> Iterator[str]:
    """What has to be mended before a build is worth its time."""
    if region not in EEA_REGIONS:
        yield f"{region} is not one of the allowed regions of the EEA: {', '.join(sorted(EEA_REGIONS))}"
    if not bucket:
        yield "name a bucket for artefacts in that region: make deploy STAGE=... BUCKET=..."
    if shutil.which("aws") is None:
        yield "the AWS CLI (`aws`) was not found; install it and sign in"


def commands(folder: Path, stage: str, bucket: str, region: str) -> tuple[list[str], list[str]]:
    """Upload, then deploy. The template is too long to be sent in a request, so it goes by the bucket as well."""
    place = ["--s3-bucket", bucket, "--s3-prefix", f"{stage}-broker", "--region", region]
    upload = ["aws", "cloudformation", "package", "--template-file", str(folder / TEMPLATE), *place]
    upload += ["--output-template-file", str(folder / UPLOADED)]
    deploy = ["aws", "cloudformation", "deploy", "--template-file", str(folder / UPLOADED), *place]
    deploy += ["--stack-name", f"{stage}-broker", "--no-fail-on-empty-changeset"]
    deploy += ["--parameter-overrides", f"file://{(folder / PARAMETERS).resolve()}", "--capabilities", *CAPABILITIES]
    return upload, deploy


def _run(steps: Iterable[Sequence[str]]) -> int:
    for step in steps:
        print(" ".join(step), flush=True)
        code = subprocess.run(step, check=False).returncode  # noqa: S603 - our own words and the caller's
        if code:
            return code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.package.deploy", description=__doc__)
    parser.add_argument("--stage", required=True, choices=stages(ROOT / "infra"))
    parser.add_argument("--arch", default="arm64", choices=PLATFORMS)
    parser.add_argument("--region", default="eu-central-1", help="default: eu-central-1")
    parser.add_argument("--bucket", default="", help="where the AWS CLI puts artefacts, in the same region")
    parser.add_argument("--out", default=Path("build"), type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
