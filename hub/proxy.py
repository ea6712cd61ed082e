"""The proxy in front of everything, and the one thing it lacks: pages travel compressed.

The configurable-http-proxy from PyPI unpacks what its services send and passes it on unpacked.
On a slow phone that is three times the waiting, so what goes out is packed again.
"""

from configurable_http_proxy import cli  # type: ignore[import-untyped]
from configurable_http_proxy.configproxy import PythonProxy  # type: ignore[import-untyped]
from tornado.web import GZipContentEncoding


class PackingProxy(PythonProxy):  # type: ignore[misc]
    """Packs what goes to browsers that can unpack it."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.proxy_app.add_transform(GZipContentEncoding)


if __name__ == "__main__":
    cli.PythonProxy = PackingProxy
    cli.main()
