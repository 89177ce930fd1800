"""Whatever is asked of any address: no bug is hit, and every answer is as the document says.

The examples of the OpenAPI document itself, sent by schemathesis; the long run over all its phases
is ``python -m benchmarks.service.contract``.
"""

import pytest

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is missing")


@pytest.mark.slow
def test_every_answer_is_as_the_document_says() -> None:
    from benchmarks.service.contract import ran

    code, said = ran(phases="examples", examples=1)
    assert code == 0, said[-4000:]
