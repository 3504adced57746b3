import random

from odoo import api, fields, models


class ServicePulseAnswer(models.Model):
    """One score, or one text: without who gave it, when, and what else the same person said.

    No role may read this model, administrators included. The rows are deleted when the pulse is closed; before that
    nothing is counted of them.
    """

    _name = "service.pulse.answer"
    _description = "Answer to a Staff Pulse"
    _log_access = False
    _rec_name = "id"

    pulse_id = fields.Many2one("service.pulse", required=True, index=True, ondelete="cascade")
    question_id = fields.Many2one("service.pulse.question", ondelete="cascade")
    score = fields.Integer()
    words = fields.Text()

    @api.model
    def _keep(self, pulse, scores, words):
        rows = [{"pulse_id": pulse.id, "question_id": question, "score": score} for question, score in scores.items()]
        if text := (words or "").strip():
            rows.append({"pulse_id": pulse.id, "words": text})
        random.SystemRandom().shuffle(rows)
        self.create(rows)

    def _summarise(self, pulse):
        """The values of the results: a mean per question, to a tenth, and the texts by their alphabet."""
        rows = []
        for question in pulse.question_ids:
            scores = self.filtered(lambda answer, question=question: answer.question_id == question).mapped("score")
            rows.append(
                {
                    "pulse_id": pulse.id,
                    "question_id": question.id,
                    "n": len(scores),
                    "mean": round(sum(scores) / len(scores), 1),
                }
            )
        if texts := sorted(text for text in self.mapped("words") if text):
            rows.append({"pulse_id": pulse.id, "words": "\n\n".join(texts)})
        return rows
