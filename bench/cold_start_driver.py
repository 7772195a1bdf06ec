"""
One cold start, as a process of its own: import the HTTP function of an unpacked artefact, answer one request.

Called with the folder of the artefact and a file with the event of API Gateway. Nothing else can be imported from.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, sys.argv[1])

from app import app

# What Chalice reads of Lambda's context.
CONTEXT = SimpleNamespace(
    function_name="bench",
    memory_limit_in_mb=1024,
    function_version="1",
    invoked_function_arn="bench",
    aws_request_id="bench",
    log_group_name="bench",
    log_stream_name="bench",
)
answer = app(json.loads(Path(sys.argv[2]).read_bytes()), CONTEXT)
sys.exit(0 if answer["statusCode"] == 201 else f"{answer['statusCode']}: {answer['body']}")  # noqa: PLR2004 - Created
