"""An authority of the tests' own and what it signs, made with openssl."""

import subprocess
from pathlib import Path

NEW_KEY = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"


class Authority:
    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.certificate = folder / f"{name}.pem"
        self._openssl(f"req -x509 {NEW_KEY} -days 2 -subj /CN={name}", name)

    def sign(self, name: str, *, days: int = 2) -> tuple[Path, Path]:
        """A certificate for this name, and its key; with negative days it has expired."""
        path = self.folder / f"{name}.pem"
        request = self.folder / f"{name}.csr"
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=DNS:{name}\n")
        self._openssl(f"req -new {NEW_KEY} -subj /CN={name}", name, request)
        authority = f"-CA {self.certificate} -CAkey {self.folder / self.name}.key"
        command = f"x509 -req -in {request} {authority} -CAcreateserial -days {days}"
        command += f" -extfile {extensions} -out {path}"
        subprocess.run(["openssl", *command.split()], check=True, capture_output=True)
        return path, self.folder / f"{name}.key"

    def _openssl(self, command: str, name: str, out: Path | None = None) -> None:
        files = f"-keyout {self.folder / name}.key -out {out or self.folder / name}"
        files += "" if out else ".pem"
        subprocess.run(
            ["openssl", *command.split(), *files.split()], check=True, capture_output=True
        )
