"""The proxy in front of everything, and two things it lacks: packed pages, and a line's end passed on.

The configurable-http-proxy from PyPI unpacks what its services send and passes it on unpacked.
On a slow phone that is three times the waiting, so what goes out is packed again.
It also keeps a socket to the browser open when the service behind it has closed its own: a page
would wait for the silence to be long enough. Here the end goes on, with its code.
"""

from typing import Any

from configurable_http_proxy import cli  # type: ignore[import-untyped]
from configurable_http_proxy.configproxy import PythonProxy  # type: ignore[import-untyped]
from configurable_http_proxy.handlers import ProxyHandler  # type: ignore[import-untyped]
from tornado.web import GZipContentEncoding
from tornado.websocket import WebSocketClientConnection

UNSPEAKABLE = (None, 1005, 1006, 1015)
"""Codes that say how a line ended and must not be sent on one."""


class EndingHandler(ProxyHandler):  # type: ignore[misc]
    """Ends the browser's line when the service ends its own."""

    async def start_ws_client(self, path: str | None = None) -> None:
        """Open the line to the service, and hear of its end."""
        await super().start_ws_client(path)
        behind: WebSocketClientConnection | None = self.ws_client
        if behind is None:
            return
        pass_on = behind._on_message_callback

        def heard(message: str | bytes | None) -> None:
            if message is not None and pass_on is not None:
                pass_on(message)
            elif message is None and self.ws_connection is not None:
                code = behind.close_code
                self.close(None if code in UNSPEAKABLE else code, behind.close_reason)

        behind._on_message_callback = heard


class PackingProxy(PythonProxy):  # type: ignore[misc]
    """Packs what goes to browsers that can unpack it, and passes on the end of a line."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        tools: dict[str, Any] = {"proxy": self}
        self.proxy_app.add_handlers(r".*", [(r"/(.*)", EndingHandler, tools)])
        self.proxy_app.add_transform(GZipContentEncoding)


if __name__ == "__main__":
    cli.PythonProxy = PackingProxy
    cli.main()
