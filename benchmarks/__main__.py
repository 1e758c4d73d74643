"""Queries, CPU and bytes of the portal's main pages and of scoring (docs/performance.md).

    python3 dev.py bench [--full] [--plans] [--runs N]

--full adds 1,100 municipalities (all of Colombia); --plans shows how PostgreSQL runs the three slowest statements.
Exit status 1 when a budget of counts or bytes is broken; times are this machine's and never fail.
"""

import argparse
import logging
import os
import sys
import tempfile

SIZES, FULL = [10, 300], 1100


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--runs", type=int, default=9, help="measured runs of each work (medians are shown)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ip360-bench-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "innovacion360.settings"}
        import django  # noqa: PLC0415 – settings are read from the environment made above

        django.setup()
        logging.disable(logging.WARNING)
        from benchmarks.run import run  # noqa: PLC0415

        return run(SIZES + [FULL] * options.full, runs=options.runs, with_plans=options.plans)


if __name__ == "__main__":
    sys.exit(main())
