"""Calls the HTTP function of an unpacked artefact as Lambda does; prints its answer and where modules came from."""

import json
import sys
from types import SimpleNamespace

sys.path.insert(0, sys.argv[1])

from app import app  # noqa: E402

FIELDS = ("function_name", "memory_limit_in_mb", "function_version", "invoked_function_arn")
FIELDS += ("aws_request_id", "log_group_name", "log_stream_name")
event = {
    "requestContext": {"httpMethod": "GET", "resourcePath": sys.argv[2], "requestId": "verzoek-1"},
    "headers": {},
    "multiValueQueryStringParameters": None,
    "pathParameters": {},
    "stageVariables": None,
    "body": None,
    "isBase64Encoded": False,
}
answer = app(event, SimpleNamespace(**dict.fromkeys(FIELDS, "voorbeeld")))
files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
outside = sorted(file for file in files if file and "site-packages" in file)
print(json.dumps({"status": answer["statusCode"], "body": answer["body"], "outside": outside}))
