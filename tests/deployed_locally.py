"""
How a deployment on the local AWS differs from one on AWS: all of it stands here, each with its reason.

Left out of the template, given as a parameter, done afterwards because ministack leaves it undone, or needed by a
stage on loopback alone. Nothing else of artefact, template and parameters is touched.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from infra.package.archive import write_zip
from infra.package.build import ROOT
from infra.package.template import read
from tests.deployed import STACK, Deployed

# The stage whose Kredietverstrekkers may listen on loopback; every other parameter stays as the package has it.
CHANGED = {"Stage": "local"}
LEFT_OUT: Mapping[str, str] = {
    "WebAclOfGateway": "ministack refuses a template with a type that it does not know, whatever the condition says",
    "AlarmKredietverstrekkerDown": "ministack knows no query over metrics",
    "AlarmTablesRefused": "nor a sum of them",
    "ScanOfQuarantine": "ministack knows no scanner either; what one says is a tag, which tests set themselves",
}
GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
EGRESS = Path("infra/local/egress.py")
IN_LAYER = Path(__file__).parent / "in_layer"


def make_local(deployed: Deployed, version: str) -> None:
    """What a stage on loopback needs beside its template, and what ministack leaves undone of it."""
    _send_functions_to_loopback(deployed, version)
    _answer_as_the_template_says(deployed)
    # ministack keeps a number that came from a parameter as text, and then compares it with a number.
    functions = deployed.client("lambda")
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        most = {"MaximumConcurrency": int(mapping["ScalingConfig"]["MaximumConcurrency"])}
        functions.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig=most)
    # On AWS the domain of the address is verified once by hand.
    sender = deployed.environment("APIHandler")["BROKER_MAIL_FROM"]
    deployed.client("ses").verify_email_identity(EmailAddress=sender)


def _send_functions_to_loopback(deployed: Deployed, version: str) -> None:
    """
    The endpoint of AWS is here, and Kredietverstrekkers may listen here.

    The second comes in a layer, from infra/local/: no artefact contains it, so no setting of a stage can open it.
    """
    functions = deployed.client("lambda")
    layer = functions.publish_layer_version(LayerName="loopback", Content={"ZipFile": _layer(version)})
    url = deployed.config.aws_url
    here = {
        "BROKER_ENDPOINT_URL": url,
        "BROKER_TOKEN_KEYS_URL": f"{url}/{deployed.outputs['UserPool']}/.well-known/jwks.json",
    }
    for function, name in deployed.functions.items():
        functions.update_function_configuration(
            FunctionName=name,
            Environment={"Variables": deployed.environment(function) | here},
            Layers=[layer["LayerVersionArn"]],
        )


def _layer(version: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "tree" / "python"
        site = python / "lib" / f"python{version}" / "site-packages"
        site.mkdir(parents=True)
        (python / EGRESS.parent).mkdir(parents=True)
        shutil.copyfile(ROOT / EGRESS, python / EGRESS)
        shutil.copyfile(IN_LAYER / "loopback.py", python / "loopback.py")
        (site / "loopback.pth").write_text("import loopback\n", encoding="utf-8")  # Python runs it before the function
        archive = Path(folder) / "layer.zip"
        write_zip(python.parent, archive)
        return archive.read_bytes()


def _answer_as_the_template_says(deployed: Deployed) -> None:
    """Put in the gateway's own answers: of its document, ministack imports the paths alone."""
    gateway, api = deployed.client("apigateway"), deployed.outputs["RestAPIId"]
    cloudformation = deployed.client("cloudformation")
    processed = cloudformation.get_template(StackName=STACK, TemplateStage="Processed")["TemplateBody"]
    resources = (processed if isinstance(processed, dict) else read(processed))["Resources"]
    origin = deployed.environment("APIHandler")["BROKER_WEB_ORIGIN"]
    for kind, answer in resources["RestAPI"]["Properties"]["Body"][GATEWAY_RESPONSES].items():
        headers = answer.get("responseParameters", {})
        status = {"statusCode": str(answer["statusCode"])} if "statusCode" in answer else {}
        gateway.put_gateway_response(
            restApiId=api,
            responseType=kind,
            responseParameters={name: _spelled_out(value, origin) for name, value in headers.items()},
            responseTemplates=answer["responseTemplates"],
            **status,
        )
    gateway.create_deployment(restApiId=api, stageName=urlsplit(deployed.outputs["EndpointURL"]).path.strip("/"))


def _spelled_out(value: Any, origin: str) -> str:
    """The one reference in these headers is to the parameter WebOrigin."""
    text = value["Fn::Sub"] if isinstance(value, dict) else value
    return str(text).replace("${WebOrigin}", origin)
