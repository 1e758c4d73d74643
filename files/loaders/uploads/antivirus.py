"""Client of a ClamAV daemon, if one is configured (protocol INSTREAM: length-prefixed chunks, ended by a zero length)."""

import socket
from struct import pack

from files.loaders.uploads.budget import Budget
from files.loaders.uploads.kinds import FileRefused, refuse

PIECE = 64 * 1024


def check(data: bytes, address: str, budget: Budget) -> None:
    """Refuse infected data, and any data while the daemon at `address` (socket path, or host:port) does not answer in time."""
    try:
        answer = _ask(data, address, budget)
    except (OSError, ValueError):
        answer = ""
    if answer.endswith("OK"):
        return
    if "FOUND" in answer:
        refuse("el antivirus lo encontró infectado")
    raise FileRefused("No se recibió el archivo: el antivirus no responde. Inténtelo en unos minutos; nada se perdió.")


def _ask(data: bytes, address: str, budget: Budget) -> str:
    with _connect(address, _patience(budget)) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        for place in range(0, len(data), PIECE):
            piece = data[place : place + PIECE]
            daemon.settimeout(_patience(budget))
            daemon.sendall(pack("!L", len(piece)) + piece)
        daemon.settimeout(_patience(budget))
        daemon.sendall(pack("!L", 0))
        return daemon.recv(4096).rstrip(b"\0\n").decode(errors="replace")


def _patience(budget: Budget) -> float:
    return max(budget.seconds_left, 0.1)


def _connect(address: str, patience: float) -> socket.socket:
    if address.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(patience)
        try:
            daemon.connect(address)
        except OSError:
            daemon.close()
            raise
        return daemon
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=patience)
