"""The browser fixtures themselves: they must notice what they are there to notice."""

import pytest
from django.http import HttpResponse
from django.urls import path

from tests.factories import make_user
from wuhao import urls


def answer(request, text):
    return HttpResponse(f"<!doctype html><html lang=zh><title>x</title><main>{text}</main>")


PALE = "<p><font color='#ccc'>太淡的字</font></p>"
urlpatterns = [
    path("bad/style", answer, {"text": "<p style='color:red'>x</p>"}),
    path("bad/script", answer, {"text": "<script>throw 1</script>"}),
    path("bad/host", answer, {"text": "<img src='http://other.invalid/x.png' alt=''>"}),
    path("bad/file", answer, {"text": "<link rel=stylesheet href='/static/missing.css'>"}),
    path("bad/axe", answer, {"text": f"<h1>x</h1><img src='data:,'>{2 * PALE}"}),
    *urls.urlpatterns,
]
handler404 = urls.handler404

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("kind", ["style", "script", "host", "file"])
def test_problem_of_a_page_is_noticed(page_at, kind):
    page = page_at(user=make_user(), path=f"/bad/{kind}")
    page.wait_for_load_state("networkidle")
    assert page.problems != []
    page.problems.clear()


def test_axe_notices_a_picture_without_words_and_pale_letters(page_at, axe):
    page = page_at(user=make_user(), path="/bad/axe")
    with pytest.raises(AssertionError, match="image-alt") as told:
        axe(page)
    assert str(told.value).count("color contrast of 1.6") == 4  # two of them at two widths
    page.problems.clear()  # the empty picture itself
