"""Databases on the PostgreSQL server that Scripts/with-postgres has started for us."""

import os
import secrets
import subprocess
from urllib.parse import urlsplit, urlunsplit


def server_url() -> str | None:
    """Where the server is; None when the tests were started without one."""
    return os.environ.get("AIKAGI_TEST_POSTGRES")


def create_database() -> str:
    """Creates an empty database and returns its URL. The server itself is thrown away at the end."""
    url = server_url()
    assert url, "start the tests through Scripts/with-postgres"
    name = f"browser_{secrets.token_hex(6)}"
    subprocess.run(["psql", "--quiet", "--no-psqlrc", url, "--command", f"CREATE DATABASE {name}"], check=True)
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
