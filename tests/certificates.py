"""Certificates of servers on this machine, which nobody but the tests trusts."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest


def certificate_of(host: str, folder: Path) -> Path:
    """A new certificate of a name, with its key in the same file; skips where nothing can make one."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    path = folder / f"{host}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", path, "-out", path, "-days", "2", "-subj", f"/CN={host}",
                    "-addext", f"subjectAltName=DNS:{host}"], check=True, capture_output=True)
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    """What a server encrypts by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
