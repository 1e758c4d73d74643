"""The SECRET_KEY of the embedded default: generated once, stored beside its database."""

import secrets
from pathlib import Path


def kept_in(folder: Path) -> str:
    """Return the key of the folder, generating it at the first start; the file is readable by its owner only."""
    file = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text()
