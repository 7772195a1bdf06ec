"""Prints which endpoint each service has in each region, and the roots that it is verified against."""

import json
import sys

sys.path.insert(0, sys.argv[1])

import botocore.session  # noqa: E402

services, regions = json.loads(sys.argv[2])
session = botocore.session.Session()
found = {}
for service in services:
    for region in regions:
        client = session.create_client(service, region)
        signs = client.meta.config.signature_version, client._request_signer.region_name  # noqa: SLF001 - not public
        found[f"{service} {region}"] = [client.meta.endpoint_url, *signs]
        verify = client._endpoint.http_session._verify  # noqa: SLF001 - not public
print(json.dumps({"endpoints": found, "roots": verify}))
