"""The broker of deploy/mosquitto as shipped: only paths and ports are other ones."""

import os
import shutil
import signal
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path

from real_mosquitto import Mosquitto, free_port

from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import BrokerUrl

SHIPPED = Path(__file__).parents[2] / "deploy" / "mosquitto"
PASSWORD = "s3cret"
"""Of each user who has one."""


def shipped_script(name: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SHIPPED / name, *words], cwd=folder, check=False, capture_output=True, text=True
    )


def run_shipped(name: str, *words: str, folder: Path) -> str:
    done = shipped_script(name, *words, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


class DeployedMosquitto(Mosquitto):
    """Made by the steps of deploy/mosquitto/README.md, for these users."""

    def __init__(
        self, folder: Path, certified: Sequence[str], *, with_password: Sequence[str] = ()
    ) -> None:
        self.folder = folder
        self.port, self.tls_port, self.password_port = free_port(), free_port(), free_port()
        self.url = BrokerUrl("127.0.0.1", self.port, tls=False)
        self._config = folder / "mosquitto.conf"
        self._make_certificates(certified)
        shutil.copy(SHIPPED / "users.example", folder / "users")
        self.give_roles()
        self._make_passwords(with_password)
        (folder / "data").mkdir()
        (folder / "conf.d").mkdir()
        if os.geteuid() == 0:
            (folder / "conf.d" / "user.conf").write_text("user root\n")
        self._config.write_text(self._placed("mosquitto.conf"))

    def add_password_listener(self) -> None:
        (self.folder / "conf.d" / "password-listener.conf").write_text(
            self._placed("password-listener.conf")
        )

    def give_roles(self, *lines: str) -> None:
        """Make the access list, with these lines added to the users."""
        with (self.folder / "users").open("a", encoding="utf-8") as users:
            users.writelines(f"{line}\n" for line in lines)
        self._write_secret("acl", run_shipped("make-acl", "users", folder=self.folder))

    def reload(self) -> None:
        self._process.send_signal(signal.SIGHUP)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def tls(self, user: str | None) -> ssl.SSLContext:
        """With the user's certificate, if he is to show one."""
        certificates = self.folder / "certificates"
        context = ssl.create_default_context(cafile=certificates / "authority.crt")
        if user is not None:
            context.load_cert_chain(certificates / f"{user}.crt", certificates / f"{user}.key")
        return context

    def settings(self, user: str) -> BrokerSettings:
        """As a station's configuration has them."""
        certificates = self.folder / "certificates"
        return BrokerSettings(
            url=f"mqtts://localhost:{self.tls_port}",
            ca_file=certificates / "authority.crt",
            certificate_file=certificates / f"{user}.crt",
            key_file=certificates / f"{user}.key",
        )

    def _placed(self, name: str) -> str:
        text = (SHIPPED / name).read_text(encoding="utf-8")
        for shipped, here in {
            "/etc/mosquitto/beacon406/": f"{self.folder}/",
            "/etc/mosquitto/conf.d": f"{self.folder}/conf.d",
            "/var/lib/mosquitto/": f"{self.folder}/data/",
            "listener 1883 ": f"listener {self.port} ",
            "listener 8883\n": f"listener {self.tls_port}\n",
            "listener 8884\n": f"listener {self.password_port}\n",
            "log_dest stderr": f"log_dest file {self.folder}/log",
        }.items():
            text = text.replace(shipped, here)
        return text

    def _make_certificates(self, users: Sequence[str]) -> None:
        run_shipped("make-certificates", "authority", folder=self.folder)
        run_shipped("make-certificates", "server", "localhost", "127.0.0.1", folder=self.folder)
        for user in users:
            run_shipped("make-certificates", "client", user, folder=self.folder)

    def _make_passwords(self, users: Sequence[str]) -> None:
        tool = shutil.which("mosquitto_passwd")
        assert tool, "mosquitto_passwd is missing: apt install mosquitto"
        path = self._write_secret("passwords", "".join(f"{user}:{PASSWORD}\n" for user in users))
        if users:
            subprocess.run([tool, "-U", path], check=True)

    def _write_secret(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        return path
