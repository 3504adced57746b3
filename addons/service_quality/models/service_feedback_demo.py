import random
from datetime import timedelta

from odoo import api, fields, models

_SCORES, _WEIGHTS = (5, 4, 3, 2, 1), (50, 28, 12, 6, 4)
_RESPONSE = 0.65
_RECOVERED = 2
_CALLED = 12
_REASONS = {
    True: ("friendliness", "expertise", "solution", "speed"),
    False: ("repeat", "news", "speed", "product"),
}


class ServiceFeedback(models.Model):
    _inherit = "service.feedback"

    @api.model
    def _make_demo(self):
        """Demo data: customers were asked about the cases of the last weeks, the same answers each time."""
        chance = random.Random(16)
        rule = self.env.ref("service_quality.service_feedback_rule_every_case")
        now = fields.Datetime.now()
        tickets = self.env["helpdesk.ticket"].search(
            [("solved_at", "!=", False), ("closed", "=", True), ("user_id", "!=", False), ("kind", "!=", "recovery")],
            order="id",
        )
        missed = self._get_missed(tickets)
        low = self.browse()
        for ticket in tickets:
            asked_at = ticket.solved_at + timedelta(days=1)
            late = missed.get(ticket.id, False)
            answered = chance.random() < (_RESPONSE - 0.25 * late)
            score = max(chance.choices(_SCORES, _WEIGHTS)[0] - late, 1)
            if asked_at > now:
                continue
            self.search([("ticket_id", "=", ticket.id)]).unlink()
            feedback = self.create(
                {
                    **self._prepare(ticket, rule, missed),
                    "rule_id": rule.id,
                    "cycle": ticket.clock_cycle,
                    "state": "asked" if answered else "expired",
                    "send_at": asked_at,
                    "asked_at": asked_at,
                    "expire_at": asked_at + timedelta(days=rule.expiry_days),
                }
            )
            if answered:
                reason = self.env.ref(f"service_quality.service_feedback_reason_{chance.choice(_REASONS[score > 3])}")
                feedback._store_answer(score, "web", reason, False)
                feedback._mirror_rating()
                feedback._date_demo(min(asked_at + timedelta(hours=chance.randrange(2, 60)), now))
                low |= feedback.filtered("low")
        # Some of them can be called
        for number, partner in enumerate(tickets[-_CALLED:].partner_id.filtered(lambda partner: not partner.phone)):
            partner.phone = f"+86 139 0000 {number:04}"
        for feedback in low.sorted("asked_at")[-_RECOVERED:]:
            feedback._follow_low_score()

    def _date_demo(self, moment):
        self.answered_at = moment
        self.answer_ids.write({"at": moment})
        self.rating_ids.write({"rated_on": moment})
