"""Client of a ClamAV daemon, if one is configured (protocol INSTREAM: length-prefixed chunks, ended by a zero length)."""

import socket
from struct import pack

from files.loaders.uploads.kinds import FileRefused, refuse

PIECE = 64 * 1024
PATIENCE = 30  # seconds


def check(data: bytes, address: str) -> None:
    """Refuse infected data, and any data while the daemon at `address` (socket path, or host:port) is unreachable."""
    try:
        answer = _ask(data, address)
    except (OSError, ValueError):
        answer = ""
    if answer.endswith("OK"):
        return
    if "FOUND" in answer:
        refuse("el antivirus lo encontró infectado")
    raise FileRefused("No se recibió el archivo: el antivirus no responde. Inténtelo en unos minutos; nada se perdió.")


def _ask(data: bytes, address: str) -> str:
    with _connect(address) as daemon:
        daemon.settimeout(PATIENCE)
        daemon.sendall(b"zINSTREAM\0")
        for place in range(0, len(data), PIECE):
            piece = data[place : place + PIECE]
            daemon.sendall(pack("!L", len(piece)) + piece)
        daemon.sendall(pack("!L", 0))
        return daemon.recv(4096).rstrip(b"\0\n").decode(errors="replace")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(PATIENCE)
        try:
            daemon.connect(address)
        except OSError:
            daemon.close()
            raise
        return daemon
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
