"""Calls the HTTP function of an unpacked artefact as Lambda does; prints its answer and where modules came from."""

import json
import sys
from types import SimpleNamespace

sys.path.insert(0, sys.argv[1])

from app import app
from chalicelib import wiring

# The gate reads the ledger on AWS, which is not here; what this shows is that the artefact answers by itself.
broker = wiring.broker()
wiring._through[id(broker)] = broker

# What Chalice reads of Lambda's context.
CONTEXT = SimpleNamespace(
    function_name="voorbeeld",
    memory_limit_in_mb=1024,
    function_version="1",
    invoked_function_arn="voorbeeld",
    aws_request_id="voorbeeld",
    log_group_name="voorbeeld",
    log_stream_name="voorbeeld",
)
event = {
    "requestContext": {"httpMethod": "GET", "resourcePath": sys.argv[2], "requestId": "verzoek-1"},
    "headers": {},
    "multiValueQueryStringParameters": None,
    "pathParameters": {},
    "stageVariables": None,
    "body": None,
    "isBase64Encoded": False,
}
answer = app(event, CONTEXT)
files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
outside = sorted(file for file in files if file and "site-packages" in file)
sys.stdout.write(json.dumps({"status": answer["statusCode"], "body": answer["body"], "outside": outside}))
