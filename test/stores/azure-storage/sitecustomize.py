"""Leads connections to servers of Azure to those of this machine: Python imports this file when it starts, and names and certificates stay the real ones."""

import os

import urllib3.util.connection as connection

PORTS = {".blob.core.windows.net": 10000, "login.microsoftonline.com": 10001}
connect = connection.create_connection


def create_connection(address, *rest, **more):
    ports = [port for name, port in PORTS.items() if address[0].endswith(name)]
    return connect((os.environ["AZURE_HERE"], ports[0]) if ports else address, *rest, **more)


connection.create_connection = create_connection
