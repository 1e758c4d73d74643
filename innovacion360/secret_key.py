"""The secret of the embedded default: made once, kept beside its database."""

import secrets
from pathlib import Path


def kept_in(folder: Path) -> str:
    """Return the secret of the folder, making it at the first start; only its owner may read the file."""
    file = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text()
