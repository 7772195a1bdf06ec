"""
One cold start, as a process of its own: import the HTTP function of an unpacked artefact, answer a request, and
others after it. Behind the log lines of these prints the most memory that it ever held, in KB.

Called with the folder of the artefact and files with events of API Gateway. Nothing else can be imported from.
"""

import json
import resource
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
for event in sys.argv[2:]:
    answer = app(json.loads(Path(event).read_bytes()), CONTEXT)
    if answer["statusCode"] != 201:  # noqa: PLR2004 - Created
        sys.exit(f"{answer['statusCode']}: {answer['body']}")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
