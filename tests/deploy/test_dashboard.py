"""The dashboard of deploy/grafana: it asks any Prometheus for what is measured."""

import itertools
import json
import subprocess
from pathlib import Path
from typing import Any

import yaml
from measures import asked_for, given

DEPLOY = Path(__file__).parents[2] / "deploy"
GRAFANA = DEPLOY / "grafana"
COLUMNS = 24

Document = dict[str, Any]


def dashboard() -> Document:
    read: Document = json.loads((GRAFANA / "dashboards/station.json").read_text())
    return read


def panels() -> list[Document]:
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def expressions() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def rules() -> list[Document]:
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_what_is_asked_for_is_measured() -> None:
    asked = [*expressions(), *(rule["expr"] for rule in rules())]
    names = frozenset[str]().union(*map(asked_for, asked))
    assert names <= given()


def test_every_expression_is_promql(tmp_path: Path) -> None:
    plain = [
        expression.replace("$__rate_interval", "1m").replace("$instance", ".*")
        for expression in expressions()
    ]
    recorded = [{"record": f"panel:{i}", "expr": text} for i, text in enumerate(plain)]
    file = tmp_path / "rules.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": recorded}]}))
    said = subprocess.run(
        ["promtool", "check", "rules", file], check=False, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr


def test_every_panel_is_of_the_chosen_prometheus_and_station() -> None:
    for panel in panels():
        sources = [panel["datasource"], *(target["datasource"] for target in panel["targets"])]
        assert all(s == {"type": "prometheus", "uid": "${datasource}"} for s in sources)
    for expression in expressions():
        assert expression.count('instance=~"$instance"') == expression.count("beacon406_")
    variables = {each["name"]: each["type"] for each in dashboard()["templating"]["list"]}
    assert variables == {"datasource": "datasource", "instance": "query"}


def test_panels_fit_and_do_not_overlap() -> None:
    places = [panel["gridPos"] for panel in dashboard()["panels"]]
    assert len({panel["id"] for panel in dashboard()["panels"]}) == len(places)
    for place in places:
        assert place["x"] + place["w"] <= COLUMNS
    for a, b in itertools.combinations(places, 2):
        apart_x = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
        apart_y = a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        assert apart_x or apart_y, (a, b)


def test_grafana_is_given_the_dashboard_and_one_source() -> None:
    provisioning = GRAFANA / "provisioning"
    sources = yaml.safe_load((provisioning / "datasources/beacon406.yaml").read_text())
    assert [each["type"] for each in sources["datasources"]] == ["prometheus"]
    providers = yaml.safe_load((provisioning / "dashboards/beacon406.yaml").read_text())
    assert [each["options"]["path"] for each in providers["providers"]] == [
        "/etc/grafana/beacon406"
    ]
