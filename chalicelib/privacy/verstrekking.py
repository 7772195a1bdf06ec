"""
What leaves to a Kredietverstrekker, and whether it may (art. 6).

What goes out is built from the list of fields that the sender saw; nothing is ever taken away from a whole. A
veldpad names a field of the Dossier or the Aanvraag with everything below it, without list indexes.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import Any

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.dossier_inhoud import DossierInhoud
from chalicelib.domain.verstrekking import Toestemming, Verstrekking
from chalicelib.errors import Fault
from chalicelib.privacy.register import fields_of

ROOTS = ("betrokkene", "onderneming", "financieel", "inkomen", "object", "financiering", "product")
# Computed by us from what the Aanvraag holds, and sent with it.
_COMPUTED = "financiering.financieringsbedrag"

_Tree = dict[str, "_Tree"]


class Refusal(StrEnum):
    """Why nothing may leave to this Kredietverstrekker."""

    GEEN_TOESTEMMING = "geen_toestemming"
    TOESTEMMING_INGETROKKEN = "toestemming_ingetrokken"
    ONTVANGER = "ontvanger"
    VERSIE = "versie"
    INGETROKKEN = "ingetrokken"
    ACCOUNT_BEEINDIGD = "account_beeindigd"
    KREDIETVERSTREKKER_BEEINDIGD = "kredietverstrekker_beeindigd"
    BEPERKT = "beperkt"
    KREDIETVERSTREKKER_NIET_ACTIEF = "kredietverstrekker_niet_actief"

    @property
    def may_pass(self) -> bool:
        """Whether the same message may leave later: a restriction can be lifted, a suspension can end."""
        return self in (Refusal.BEPERKT, Refusal.KREDIETVERSTREKKER_NIET_ACTIEF)


def may_disclose(
    *,
    toestemming: Toestemming | None,
    verstrekking: Verstrekking,
    versie: int | None = None,
    beperkt: bool,
    ingetrokken: bool,
    account_actief: bool,
    overeengekomen: bool = False,
    kredietverstrekker_actief: bool,
    kredietverstrekker_beeindigd: bool,
) -> Refusal | None:
    """
    Art. 6 lid 2 and 3: None when the fields of this Verstrekking may leave to its Kredietverstrekker now.

    Lid 2 knows three exceptions to secrecy; to a Kredietverstrekker lid 3 leaves one of them: permission given
    before, for this recipient. It ends with a withdrawal of the permission or of the Aanvraag, with a newer
    `versie` of the Aanvraag, with the sender's Dienst (but not for what is `overeengekomen`: an Overeenkomst stays,
    art. 8 lid 2) and with the Kredietverstrekker's own; it rests while the dossier is restricted or the
    Kredietverstrekker suspended. What is for good is said before what may pass.
    """
    if toestemming is None:
        return Refusal.GEEN_TOESTEMMING
    grounds = (
        (Refusal.TOESTEMMING_INGETROKKEN, toestemming.in_force),
        (Refusal.ONTVANGER, toestemming.kredietverstrekker_id == verstrekking.kredietverstrekker_id),
        (Refusal.VERSIE, versie in (None, verstrekking.versie)),
        (Refusal.INGETROKKEN, not ingetrokken),
        (Refusal.ACCOUNT_BEEINDIGD, account_actief or overeengekomen),
        (Refusal.KREDIETVERSTREKKER_BEEINDIGD, not kredietverstrekker_beeindigd),
        (Refusal.BEPERKT, not beperkt),
        (Refusal.KREDIETVERSTREKKER_NIET_ACTIEF, kredietverstrekker_actief),
    )
    return next((refusal for refusal, fine in grounds if not fine), None)


def project(gegevens: Mapping[str, Any], velden: Sequence[str]) -> dict[str, Any]:
    """
    Of `gegevens` (JSON of Dossier and Aanvraag, merged) exactly the fields that are asked, nesting kept.

    A path into a list of objects takes that field of each. What is asked but not there is left out.
    """
    asked = _tree(veld for veld in velden if veld.split(".")[0] in ROOTS)
    picked: dict[str, Any] = _pick(gegevens, asked) or {}
    return picked


def paths_of(gegevens: Any, prefix: str = "") -> frozenset[str]:
    """The path of each value in the JSON of Dossier and Aanvraag, without list indexes; what is null is not there."""
    if isinstance(gegevens, Mapping):
        below = (paths_of(part, f"{prefix}.{name}" if prefix else name) for name, part in gegevens.items())
        return frozenset[str]().union(*below)
    if isinstance(gegevens, list | tuple):
        return frozenset[str]().union(*(paths_of(element, prefix) for element in gegevens))
    return frozenset() if gegevens is None else frozenset({prefix})


def check_velden(velden: Sequence[str], place: str = "informatiebehoefte") -> tuple[Fault, ...]:
    """A fault for each path that names no field of a Dossier or an Aanvraag."""
    known = known_velden()
    return tuple(Fault(f"{place}.{number}", "veld.onbekend") for number, veld in enumerate(velden) if veld not in known)


def known_velden() -> frozenset[str]:
    """Every path that may be asked: each field of the two models, and each group of fields."""
    fields = [path for model in (DossierInhoud, AanvraagInhoud) for path, _ in fields_of(model)]
    groups = (group for path in (*fields, _COMPUTED) for group in accumulate(path.split("."), "{}.{}".format))
    return frozenset(group for group in groups if group.split(".")[0] in ROOTS)


def _tree(velden: Any) -> _Tree:
    """The paths as nested keys; an empty branch takes all below it, also when a longer path asks for part of it."""
    tree: _Tree = {}
    for veld in sorted(velden):
        branch, names = tree, veld.split(".")
        for name in names[:-1]:
            if branch.get(name) == {}:
                break
            branch = branch.setdefault(name, {})
        else:
            branch[names[-1]] = {}
    return tree


def _pick(value: Any, asked: _Tree) -> Any:
    """None where a path goes deeper than the data does."""
    if isinstance(value, list | tuple):
        return [part for part in (_pick(element, asked) for element in value) if part]
    if not isinstance(value, Mapping):
        return None
    picked = {}
    for name, below in asked.items():
        part = value.get(name) if not below else _pick(value.get(name), below)
        if name in value and (not below or part):
            picked[name] = part
    return picked
