"""The hub's settings: embedded defaults for one machine, no server for anyone.

Read by ``jupyterhub --config``; the launcher hands over places and ports in the environment.
Only the desk and formgrader run beside the hub. What a carer may do is written in the roles below.
"""

import os
import sys
from pathlib import Path
from typing import Any

import hub
from hub import accounts, checks, places

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821  (JupyterHub puts it there)

here = Path(__file__).parent
at = places.from_environment()
ports = dict(pair.split("=") for pair in os.environ["COURSE_PORTS"].split())
address = os.environ.get("COURSE_ADDRESS", "127.0.0.1")
if not checks.is_loopback(address):
    raise SystemExit(checks.LOOPBACK_ONLY)
programs = Path(sys.executable).parent
path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"

# One address, everything behind it.
c.JupyterHub.bind_url = f"http://{address}:{ports['public']}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{ports['hub']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports['proxy']}"
c.ConfigurableHTTPProxy.command = [sys.executable, "-m", "hub.proxy"]
c.ConfigurableHTTPProxy.pid_file = str(at.state / "proxy.pid")
c.JupyterHub.default_url = "/services/desk/"
c.JupyterHub.template_paths = [str(here / "templates" / "hub"), str(here / "static")]

# State lies in one folder.
c.JupyterHub.db_url = f"sqlite:///{at.state / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(at.state / "cookie_secret")

# Who may sign in, and the two groups nbgrader knows by name.
c.JupyterHub.authenticator_class = accounts.CourseAuthenticator
c.CourseAuthenticator.accounts_file = str(at.accounts)
c.Authenticator.allow_all = True  # a right password is needed all the same
c.JupyterHub.load_groups = accounts.groups(at.accounts)

# Nobody gets a server: no right to start one, and nothing that could be started.
c.JupyterHub.spawner_class = accounts.NoServers
c.JupyterHub.load_roles = [
    {
        "name": "user",
        "description": "A person of the course: knows themselves, opens the desk",
        "scopes": [
            "read:users:name!user",
            "read:users:groups!user",
            "access:services!service=desk",
        ],
    },
    {
        "name": "trainers",
        "groups": [hub.TRAINERS],
        "scopes": [f"access:services!service={hub.COURSE_ID}"],
    },
    {
        "name": "formgrader",
        "services": [hub.COURSE_ID],
        "scopes": ["read:users:groups", "list:users", "list:services", "groups"],
    },
]

c.JupyterHub.services = [
    {
        "name": "desk",
        "url": f"http://127.0.0.1:{ports['desk']}",
        "command": [sys.executable, "-m", "hub.desk"],
        "environment": {**at.environment(), "PATH": path},
        "oauth_no_confirm": True,
        "display": False,
    },
    {
        "name": hub.COURSE_ID,  # nbgrader: the service is called as the course
        "url": f"http://127.0.0.1:{ports['formgrader']}",
        "command": [
            str(programs / "jupyterhub-singleuser"),
            *(["--allow-root"] if os.geteuid() == 0 else []),
            f"--config={here / 'formgrader_config.py'}",
        ],
        "cwd": str(at.course_root),
        "environment": {
            **at.environment(),
            "PATH": path,
            "PYTHONWARNINGS": "ignore",
            "JUPYTER_PATH": os.environ.get("COURSE_JUPYTER_PATH", ""),
            "JUPYTER_CONFIG_DIR": str(at.state / "jupyter"),
            "JUPYTER_NO_CONFIG": "1",
            "JUPYTERHUB_SINGLEUSER_APP": "jupyter-server",
            "JUPYTERHUB_DEFAULT_URL": "/formgrader/manage_assignments",
        },
        "oauth_no_confirm": True,
        "display": False,
    },
]
