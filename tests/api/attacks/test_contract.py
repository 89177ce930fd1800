"""Whatever is asked of any address: no bug is hit, and every answer is as the document says.

A few cases for each operation, made by schemathesis from the OpenAPI document itself; the long run
over all its phases is ``python -m benchmarks.service.contract``.
"""

import pytest

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is missing")


@pytest.mark.slow
def test_every_answer_is_as_the_document_says() -> None:
    from benchmarks.service.contract import ran

    code, said = ran(phases="examples,coverage", examples=2)
    assert code == 0, said[-4000:]
