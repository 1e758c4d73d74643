"""An edition as a file: canonical content → the document that people write, and its YAML."""

from typing import Any

import yaml

OPTION_POINTS = {"multi": "weight", "choice": "points"}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # the loader refuses them
        return True


def as_yaml(document: dict[str, Any]) -> str:
    """Return a document as a file that `load_instrument` accepts."""
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def document_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return the document that reads as this canonical content (loaders.instrument), without the reader's defaults."""
    document = {
        "instrument": _filled(content["instrument"]),
        "scoring": _scoring(content["scoring"]),
        "maturity_levels": [_filled(level) for level in content["maturity_levels"]],
        "municipality_attributes": [_filled(attribute) for attribute in content["municipality_attributes"]],
        "review_reason_codes": list(content["review_reason_codes"]),
        **content["vocabularies"],
        "generic_scale_anchors": content["generic_scale_anchors"],
        "crosswalk_names": content.get("crosswalk_names", {}),
        "dimensions": [_dimension(dimension) for dimension in content["dimensions"]],
    }
    return {key: value for key, value in document.items() if value or key in content["vocabularies"]}


def _filled(part: dict[str, Any]) -> dict[str, Any]:
    """Leave out empty values: absent and empty mean the same in a file."""
    return {key: value for key, value in part.items() if value not in (None, "", [], {})}


def _scoring(rules: dict[str, Any]) -> dict[str, Any]:
    scoring: dict[str, Any] = {
        "scale_values": {str(level): value for level, value in enumerate(rules["scale_values"])},
        "coverage": {
            "minimum_dimension": rules["minimum_dimension_coverage"],
            "minimum_global": rules["minimum_global_coverage"],
        },
        "gates": list(rules["gates"]),
    }
    if rules["evidence_caps"]:
        scoring["evidence"] = {
            "cap_without_accepted_evidence": rules["evidence_caps"],
            "multi_counts_only_options_with_evidence": rules["options_need_evidence"],
        }
    if rules["max_na_share"] is not None:
        scoring["not_applicable"] = {"max_share_of_dimension_weight": rules["max_na_share"]}
    return scoring


def _dimension(dimension: dict[str, Any]) -> dict[str, Any]:
    indicators = [
        _filled(indicator) | {"questions": [question_document(question) for question in indicator["questions"]]}
        for indicator in dimension["indicators"]
    ]
    return _filled(dimension) | {"indicators": indicators}


def question_document(question: dict[str, Any]) -> dict[str, Any]:
    found = _filled(question)
    for flag in ("anchor", "critical", "na_allowed"):
        if not question[flag]:
            found.pop(flag, None)
    if question["evidence"]["requirement"] == "none" and not question["evidence"]["describe"]:
        del found["evidence"]
    else:
        found["evidence"] = _filled(question["evidence"])
    if "options" in question:
        points = OPTION_POINTS[question["type"]]
        found["options"] = [{"code": o["code"], "text": o["text"], points: o["points"]} for o in question["options"]]
    if "refs" in found:
        found["refs"] = [_filled(reference) for reference in question["refs"]]
    if "numeric" in question:
        found["numeric"] = {key: value for key, value in question["numeric"].items() if value not in (None, "", False)}
    return found
