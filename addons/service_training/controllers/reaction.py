from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.training_reaction import QUESTIONS


class TrainingReactionPage(http.Controller):
    """Where participants say what they think of a session. Opening it stores nothing: mail scanners follow links."""

    @http.route("/training/feedback/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def ask(self, token, **_kw):
        return self._render(self._find(token), token)

    @http.route("/training/feedback/<string:token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def answer(self, token, remark="", **answers):
        reaction = self._find(token)
        if not reaction._is_closed():
            scores = {name: int(answers[name]) for name in QUESTIONS if answers.get(name) in {*"12345"}}
            try:
                reaction._answer(scores, remark)
            except UserError as error:
                return self._render(reaction, token, message=str(error), chosen=scores, remark=remark)
        return self._render(reaction, token)

    def _find(self, token):
        """The question of a link, in the participant's language; a forged one is answered like an unknown one."""
        reaction = request.env["training.reaction"]._from_token(token)
        if not reaction:
            raise request.not_found()
        return reaction.with_context(lang=reaction.partner_id.lang or request.env.lang)

    def _render(self, reaction, token, **values):
        request.update_context(lang=reaction.env.lang)
        names = [(name, reaction._fields[name]._description_string(reaction.env)) for name in QUESTIONS]
        values = {"reaction": reaction, "token": token, "questions": names, "chosen": {}, **values}
        response = request.render("service_training.reaction_page", values)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
