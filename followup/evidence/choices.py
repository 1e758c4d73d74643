"""Limits and words of the evidence of follow-up."""

LONGEST_TITLE, LONGEST_OFFICE, LONGEST_REASON = 200, 200, 500  # characters
MOST_EVIDENCE = 5  # of one measurement, milestone or piece of news

# Labels of this app's actions in the audit log.
ACTS = {
    "followup_evidence.added": "Evidencia del seguimiento agregada",
    "followup_evidence.declared_clean": "Evidencia del seguimiento declarada sin datos personales",
    "followup_evidence.link_broken": "Dirección de una evidencia del seguimiento sin abrir",
    "followup_evidence.link_restored": "Dirección de una evidencia del seguimiento abre otra vez",
    "followup_evidence.shown": "Evidencia del seguimiento mostrada otra vez",
    "followup_evidence.withheld": "Evidencia del seguimiento oculta por datos personales",
}
