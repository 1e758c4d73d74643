"""WCAG 2.1 A and AA of a page, as axe-core sees it."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def axe(page) -> list[str]:
    """Give one readable line per element that violates a rule; an accessible page gives []."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} – {' '.join(map(str, node['target']))}"
        f" – {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]
