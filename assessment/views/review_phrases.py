"""审核用语: the words that a reviewer keeps, and the district's for everybody."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment.services.phrases import LONGEST, drop_phrase, keep_phrase, phrases_for
from creation.access import may_everywhere, need
from wuhao.errors import Refused


@need("review")
@require_http_methods(["GET", "POST"])
def phrase_list(request):
    may_share = may_everywhere(request.user, "edit_rounds")
    text, error = request.POST.get("text", ""), ""
    if request.method == "POST":
        shared = may_share and "shared" in request.POST
        try:
            keep_phrase(text=text, by=request.user, shared=shared)
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, "用语已保存。")
            return redirect("phrase_list")
    context = {
        "nav": "review",
        "phrases": phrases_for(request.user),
        "may_share": may_share,
        "text": text,
        "longest": LONGEST,
        "errors": [{"text": error, "href": "#text"}] if error else [],
    }
    status = 422 if error else 200
    return render(request, "assessment/review_phrases.html", context, status=status)


@need("review")
@require_POST
def phrase_remove(request, pk):
    """One's own; the district's by its staff."""
    phrase = get_object_or_404(phrases_for(request.user), pk=pk)
    if phrase.owner_id is None and not may_everywhere(request.user, "edit_rounds"):
        raise Http404
    drop_phrase(phrase=phrase, by=request.user)
    messages.success(request, "用语已删除。")
    return redirect("phrase_list")
