"""WCAG 2.1 A and AA of a page, as axe-core sees it."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def axe(page) -> list[str]:
    """Give one readable line per element that violates a rule; an accessible page gives []."""
    return _run(page, {"type": "tag", "values": RULES})


def contrast(page) -> list[str]:
    """The same of the contrast of texts alone: what another colour scheme of the same page can change."""
    return _run(page, {"type": "rule", "values": ["color-contrast"]})


def _run(page, rules: dict) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):  # half a megabyte, once for each page
        page.evaluate(Axe().axe_script)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    violations = page.evaluate("options => axe.run(document, options).then(({ violations }) => violations)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} – {' '.join(map(str, node['target']))}"
        f" – {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]
