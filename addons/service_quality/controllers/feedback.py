from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..engine.scales import SCALES

_REFUSED = {"forged": 404, "expired": 410, "answered": 410, "withdrawn": 410, "other": 403}


class Feedback(http.Controller):
    """The page where customers answer. Opening it stores nothing: mail scanners follow every link."""

    @http.route("/service/feedback/<string:token>", type="http", auth="public", methods=["GET"], website=True)
    def ask(self, token, score=None, **_kw):
        feedback, refused = self._find(token)
        if refused == "answered" and feedback.channel != "survey":
            return self._render(feedback, "service_quality.feedback_thanks", {"correctable": False})
        if refused:
            return self._refuse(feedback, refused)
        if feedback.channel == "survey" and feedback.survey_input_id:
            return request.redirect(feedback.survey_input_id.get_start_url())
        return self._ask(feedback, token, self._read_score(feedback, score))

    @http.route("/service/feedback/<string:token>", type="http", auth="public", methods=["POST"], website=True)
    def answer(self, token, score=None, comment="", **_kw):
        feedback, refused = self._find(token)
        if refused:
            return self._refuse(feedback, refused)
        chosen = self._read_score(feedback, score)
        if chosen is None or feedback.channel == "survey":
            return self._ask(feedback, token, None, missing=True)
        try:
            feedback._answer(chosen, "web", self._read_reasons(feedback), comment)
        except UserError as error:
            return self._ask(feedback, token, chosen, error=str(error))
        return self._render(feedback, "service_quality.feedback_thanks", {"correctable": True, "token": token})

    def _find(self, token):
        """The request of a link and why it is refused, if it is."""
        feedback = request.env["service.feedback"]._from_token(token)
        if not feedback:
            return feedback, "forged"
        user = request.env.user
        customer = feedback.partner_id.commercial_partner_id
        if not user._is_public() and (not customer or user.partner_id.commercial_partner_id != customer):
            return feedback, "other"
        return feedback, feedback._get_closed_reason()

    def _read_score(self, feedback, text):
        try:
            score = int(text)
        except (TypeError, ValueError):
            return None
        return score if score in SCALES[feedback.scale].scores else None

    def _get_reasons(self, feedback):
        return (
            request.env["service.feedback.reason"]
            .sudo()
            .search([("company_id", "in", (False, feedback.company_id.id))])
        )

    def _read_reasons(self, feedback):
        chosen = set(request.httprequest.form.getlist("reason"))
        return self._get_reasons(feedback).filtered(lambda reason: str(reason.id) in chosen)

    def _ask(self, feedback, token, score, **values):
        terms = feedback._get_terms().with_context(lang=feedback.lang)
        answered = feedback.state == "answered"
        return self._render(
            feedback,
            "service_quality.feedback_page",
            {
                "token": token,
                "scores": SCALES[feedback.scale].scores,
                "score": feedback.score if score is None and answered else score,
                "question": terms._get_question(),
                "reasons": self._get_reasons(feedback).with_context(lang=feedback.lang),
                **values,
            },
        )

    def _refuse(self, feedback, reason):
        return self._render(feedback, "service_quality.feedback_refused", {"reason": reason}, _REFUSED[reason])

    def _render(self, feedback, template, values, status=200):
        views = request.env["ir.ui.view"]
        if lang := feedback and feedback.lang:
            views, feedback = views.with_context(lang=lang), feedback.with_context(lang=lang)
        body = views._render_template(template, {"feedback": feedback, **values})
        response = request.make_response(body, status=status)
        # Neither a cache nor the address of the next page may keep the link
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
