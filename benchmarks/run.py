"""One benchmark on its own database: fill, measure, report, for each number of municipalities."""

import platform
import sys

import numpy
import pandas
from django import get_version
from django.core.management import call_command
from django.db import connection

from benchmarks import cocreation, data, pages, plans, quizzes, report, scoring, served


def run(sizes: list[int], *, runs: int, with_plans: bool) -> int:
    """Print the tables and verdicts; return the exit status."""
    if connection.vendor != "postgresql":
        print("The figures are about PostgreSQL and Redis: python3 dev.py bench", file=sys.stderr)
        return 2
    # Hashed names as in production. The database is a new one, beside that of DATABASE_URL.
    call_command("collectstatic", interactive=False, verbosity=0)
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return _measured(sizes, runs, with_plans)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _measured(sizes: list[int], runs: int, with_plans: bool) -> int:
    print(_machine(), report.HEAD, sep="\n", flush=True)
    requests, scored = {}, {}
    for number in sizes:
        portal = data.fill(number)
        requests[number] = pages.measure(portal, runs)
        print(*report.page_lines(number, requests[number]), sep="\n", flush=True)
        scored[number] = scoring.measure(portal, runs)
        print(*report.scoring_lines(number, scored[number]), "", sep="\n", flush=True)
    of_agendas = cocreation.measure(runs)
    print(*report.cocreation_lines(of_agendas), "", sep="\n", flush=True)
    found = served.measure(portal)
    print(*report.served_lines(found), "", sep="\n", flush=True)
    starts = quizzes.measure()
    print(report.starts_line(starts), "", sep="\n", flush=True)
    if with_plans:
        print(*plans.slowest(portal), sep="\n")
    verdicts = [
        *report.page_verdicts(requests),
        *report.scoring_verdicts(scored),
        *report.cocreation_verdicts(of_agendas),
        *report.asset_verdicts(),
        *report.served_verdicts(found),
        report.starts_verdict(starts),
    ]
    print(*verdicts, sep="\n")
    return int(any(verdict.exact and not verdict.holds for verdict in verdicts))


def _machine() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    return (
        f"Python {platform.python_version()}, Django {get_version()}, pandas {pandas.__version__}, "
        f"NumPy {numpy.__version__}, PostgreSQL {server}; KB = 1,000 bytes; CPU of this process only\n"
    )
