"""A small web server as a published site has it: gzip, and connections that stay open.

python -m benchmarks.serve FOLDER     prints its port, and serves until it is ended
"""

import gzip
import mimetypes
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKED_ALREADY = (".woff", ".woff2", ".png", ".jpg", ".ico")


class Files(BaseHTTPRequestHandler):
    """Answers from memory, so that the disk is never part of what is measured."""

    protocol_version = "HTTP/1.1"
    files: dict[str, tuple[str, bool, bytes]]

    def setup(self):
        """Send small answers at once."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self):
        """Send one file, packed with gzip as web servers do."""
        found = self.files.get(unquote(urlsplit(self.path).path).lstrip("/"))
        kind, packed, body = found or ("text/plain", False, b"There is no such page.")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """Say nothing."""


def packed(folder: Path) -> dict[str, tuple[str, bool, bytes]]:
    """Read a site into memory: address → its kind, whether it is packed, its bytes as sent."""
    site = {}
    for path in folder.rglob("*"):
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            kind += "; charset=utf-8" if kind.startswith("text/") else ""
            body, small = path.read_bytes(), path.suffix in PACKED_ALREADY
            address = path.relative_to(folder).as_posix()
            site[address] = (kind, not small, body if small else gzip.compress(body, 6))
    return site


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder from a process of its own; gives the address."""
    command = [sys.executable, "-m", "benchmarks.serve", folder]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


if __name__ == "__main__":
    Files.files = packed(Path(sys.argv[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
