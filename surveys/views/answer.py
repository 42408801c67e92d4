"""What people see who scan the code: one question a page, no login, no cookie, no script.

What was ticked travels in the page itself, signed; only a whole sheet reaches the database.
"""

import secrets
import time
import unicodedata
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from surveys import walk
from surveys.queries.online import answer_links, published_form
from surveys.services import answers as service
from surveys.throttle import is_too_often
from surveys.wordings import SKIPPED
from wuhao.errors import Refused

SALT = "surveys.answer"
TRAP = "website"  # a field that nobody sees; whoever fills it in is no resident
SENT_PER_MINUTE = 120  # one address may be a whole village hall, or a mobile network's gateway
CODES_PER_MINUTE = 120  # ten digits: guessing at this pace takes centuries
STALE = "这一页放得太久了，请从头再填一次。"
CROWDED = "现在填的人太多，请过一分钟再试。"


@dataclass(frozen=True)
class State:
    """`at`: the question's place; their number is the page that shows all answers."""

    answers: tuple
    at: int
    nonce: str
    began: int
    code: str
    returning: bool = False

    def signed(self, link):
        told = [list(self.answers), self.at, self.nonce, self.began, self.code, self.returning]
        return signing.dumps([link.token, *told], salt=SALT, compress=True)

    def moved(self, at, answers=None, *, returning=False):
        given = self.answers if answers is None else tuple(answers)
        return State(given, at, self.nonce, self.began, self.code, returning)


def public(view):
    """Open to everybody. There is no session whose rights another site could borrow, so no CSRF
    token either; a form that comes from another site is refused all the same."""

    @wraps(view)
    def shown(request, token):
        link = answer_links().filter(token=token).first()
        origin = request.headers.get("Origin", "null")
        if link is None:
            answer = render(request, "surveys/public/unknown.html", status=404)
        elif origin != "null" and urlsplit(origin).netloc != request.get_host():
            answer = _sorry(request, link, STALE, again=True, status=403)
        else:
            answer = view(request, link)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Cache-Control"] = "private, no-cache"  # but kept: 返回 shows the page before
        return answer

    return login_not_required(csrf_exempt(shown))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answer_sheet(request, link):
    if reason := service.why_not_answer(link):
        return _sorry(request, link, reason)
    if request.method != "POST":
        return _start(request, link)
    form = published_form(link.questionnaire)
    if request.POST.get("go") == "start":
        return _begin(request, link, form)
    state = _state(request, link, form)
    if state is None:
        return _sorry(request, link, STALE, again=True)
    if state.at == len(state.answers):
        return _checked(request, link, form, state)
    return _answered(request, link, form, state)


@public
@require_safe
def answer_done(request, link):
    return _page(request, link, "done")


def _state(request, link, form):
    """What the page brought back; None when it isn't ours, is another link's or too old."""
    try:
        token, answers, *rest = signing.loads(
            request.POST.get("s", ""), salt=SALT, max_age=service.FORM_LIVES
        )
    except (signing.BadSignature, ValueError):
        return None
    fits = token == link.token and walk.fits(form, answers)
    return State(tuple(answers), *rest) if fits else None


def _start(request, link, error="", status=200, code=""):
    minutes = max(1, round(len(walk.asked(published_form(link.questionnaire))) / 5))
    more = {"error": error, "minutes": minutes, "code": code}
    return _page(request, link, "start", status=status, **more)


def _begin(request, link, form):
    code = ""
    if link.mode == "codes":
        typed = request.POST.get("code", "")
        code = "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())
        if is_too_often(request, f"code{link.pk}", CODES_PER_MINUTE):
            return _start(request, link, CROWDED, 429, code=code)
        if reason := service.why_not_code(link, code):
            return _start(request, link, reason, 422, code=code)
    blank = (None,) * len(walk.asked(form))
    state = State(blank, 0, secrets.token_urlsafe(16), int(time.time()), code)
    return _question(request, link, form, state)


def _question(request, link, form, state, *, answer=None, error=""):
    questions = walk.asked(form)
    question = questions[state.at]
    ticked = walk.ticks(question, state.answers[state.at]) if answer is None else answer
    more = {
        "question": question,
        "number": state.at + 1,
        "total": len(questions),
        "answer": ticked,
        "may_skip": walk.may_skip(question),
        "returning": state.returning,
        "error": error,
        "state": state.signed(link),
    }
    return _page(request, link, "ask", status=422 if error else 200, **more)


def _answered(request, link, form, state):
    question, go = walk.asked(form)[state.at], request.POST.get("go", "")
    ticked = request.POST.getlist("answer")
    value, error = walk.read_ticks(question, ticked)
    if go == "skip" and walk.may_skip(question):
        value, error = SKIPPED, ""
    answers = list(state.answers)
    answers[state.at] = answers[state.at] if value is None else value
    if go == "back":
        if state.at == 0:
            return HttpResponseRedirect(reverse("answer_sheet", args=[link.token]))
        return _question(request, link, form, state.moved(state.at - 1, answers))
    if error:
        given = [int(one) for one in ticked if one.isascii() and one.isdecimal()]
        return _question(request, link, form, state, answer=given, error=error)
    at = walk.first_open(answers) if state.returning else state.at + 1
    return _next(request, link, form, state.moved(at, answers))


def _next(request, link, form, state):
    if state.at < len(state.answers):
        return _question(request, link, form, state)
    shown = [
        (number, question, walk.in_words(question, value))
        for number, (question, value) in enumerate(
            zip(walk.asked(form), state.answers, strict=True), start=1
        )
    ]
    return _page(request, link, "check", shown=shown, state=state.signed(link), trap=TRAP)


def _checked(request, link, form, state):
    """The page with all answers: back to one of them, or sent."""
    go, last = request.POST.get("go", ""), len(state.answers)
    if go != "send":
        at = min(max(int(go), 1), last) - 1 if go.isascii() and go.isdecimal() else last - 1
        return _question(request, link, form, state.moved(at, returning=True))
    if walk.first_open(state.answers) < last:
        return _question(request, link, form, state.moved(walk.first_open(state.answers)))
    if is_too_often(request, f"send{link.pk}", SENT_PER_MINUTE):
        return _sorry(request, link, CROWDED, status=429)
    if not request.POST.get(TRAP):
        try:
            service.take_answer(
                link=link,
                answers=state.answers,
                nonce=state.nonce,
                seconds=int(time.time()) - state.began,
                code=state.code,
            )
        except Refused as refused:
            return _sorry(request, link, str(refused), again=True)
    return HttpResponseRedirect(reverse("answer_done", args=[link.token]))


def _sorry(request, link, sentence, *, again=False, status=200):
    return _page(request, link, "sorry", status=status, sentence=sentence, again=again)


def _page(request, link, name, *, status=200, **more):
    context = {"link": link, "questionnaire": link.questionnaire} | more
    return render(request, f"surveys/public/{name}.html", context, status=status)
