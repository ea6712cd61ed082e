"""nbgrader's formgrader as a service for trainers: nothing else of a Jupyter server is open.

No terminals, kernels, files or editors: ``hub.formgrader`` refuses them to everyone.
"""

from typing import Any

from hub import places

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821  (Jupyter puts it there)

c.ServerApp.root_dir = str(places.from_environment().course_root)
c.ServerApp.terminals_enabled = False
c.ServerApp.open_browser = False
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": True,
    "hub.formgrader": True,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "jupyterlab": False,
    "notebook": False,
    "notebook_shim": False,
}
c.ServerApp.authorizer_class = "hub.formgrader.OnlyFormgrader"
c.FormgradeExtension.debug = False
