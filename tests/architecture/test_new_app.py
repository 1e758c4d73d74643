"""Guard 12: one more app, made as docs/contributing.md says, gets everything from the house without a change below it.

It takes a process of its own, and with it some seconds: apps are registered once, when the portal starts.
"""

import os
import subprocess
import sys

from tests.architecture.tree import ROOT


def test_one_more_app_gets_states_log_notices_data_fragment_and_api(tmp_path):
    own = {"DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(tmp_path)}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")} | own
    checks = subprocess.run(
        [sys.executable, "-m", "pytest", "--ds=tests.new_app.settings", "tests/new_app/checks.py"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert checks.returncode == 0, checks.stdout + checks.stderr
    assert "9 passed" in checks.stdout
