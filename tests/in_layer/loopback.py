"""Loaded by a layer before any function: lets stage local send to Kredietverstrekkers that a test plays on loopback."""

from dataclasses import replace

from chalicelib import wiring
from chalicelib.adapters.egress import HttpsEgress
from infra.local.egress import LocalEgress

broker = wiring.broker()
if broker.settings.stage == "local":
    wiring.use(replace(broker, egress=LocalEgress(HttpsEgress())))
