"""The schemas that other programs are written against."""

import json

import jsonschema
import pytest

from alerts.schema import DOCUMENTS, schema_text, shipped_schema


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_shipped_schema_is_the_one_the_type_gives(document: str) -> None:
    assert shipped_schema(document) == schema_text(document), "run: python -m alerts.schema"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_schema_is_a_schema_and_refuses_an_empty_document(document: str) -> None:
    schema = json.loads(shipped_schema(document))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert not jsonschema.Draft202012Validator(schema).is_valid({})
