"""Prints which endpoint each service has in each region, and the roots that it is verified against."""

import json
import sys
from typing import Any

sys.path.insert(0, sys.argv[1])

import botocore.session

services, regions = json.loads(sys.argv[2])
session = botocore.session.Session()
found = {}
for service in services:
    for region in regions:
        client: Any = session.create_client(service, region)  # Any: what follows is not public
        signs = client.meta.config.signature_version, client._request_signer.region_name
        found[f"{service} {region}"] = [client.meta.endpoint_url, *signs]
        verify = client._endpoint.http_session._verify
sys.stdout.write(json.dumps({"endpoints": found, "roots": verify}))
