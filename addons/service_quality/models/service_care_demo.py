import random
from datetime import timedelta

from odoo import api, fields, models

_SCORES = ((4, 3, 5), (5, 4, 4), (3, 2, 4), (4, 4, 5), (2, 3, 4), (5, 5, 5), (4, 2, 3))
_WORDS = (
    "The hour is fine by day; in the evening nobody is there to call.",
    "Customers notice it. More templates for the call would help.",
)


class ServiceCustomerFile(models.Model):
    _inherit = "service.customer.file"

    @api.model
    def _make_demo(self):
        """Demo data: the files of everybody, as the scheduled action makes them."""
        while outdated := self._get_outdated():
            for company_id, partner_ids in outdated.items():
                self._refresh(self.env["res.company"].browse(company_id), partner_ids)

    @api.model
    def _make_care_demo(self):
        """Demo data: what rules sent in the last weeks, and what came of it."""
        rules = self.env.ref("service_quality.service_care_rule_tips")
        rules |= self.env.ref("service_quality.service_care_rule_anniversary")
        rules.write({"state": "live", "previewed_at": fields.Datetime.now(), "previewed_by_id": self.env.uid})
        # Half of those without an address can be written to
        silent = self.search([("partner_id.email", "=", False)], order="id").partner_id
        for number, partner in enumerate(silent[::2]):
            partner.email = f"customer{number}@example.com"
        messages = self.env["service.care.message"]
        today = fields.Date.context_today(self)
        messages._store(rules, rules._plan(today - timedelta(days=45), today))
        for message in messages.search([("state", "=", "planned")]):
            # They went when they were due; nobody gets a mail of them now
            message.write({"state": "sent", "sent_at": fields.Datetime.to_datetime(message.day)})
        for message in messages.search([("state", "=", "sent")], limit=1):
            message._unsubscribe()
        messages._count_results()


class ServicePulse(models.Model):
    _inherit = "service.pulse"

    def _make_demo(self):
        """Demo data: everybody of the audience but one answers, and the pulse is closed."""
        self.action_open()
        chance = random.Random(25)
        asked = self.env["service.pulse.invitation"].sudo().search([("pulse_id", "=", self.id)])
        for number, row in enumerate(asked[:-1]):
            scores = dict(zip(self.question_ids.ids, chance.choice(_SCORES), strict=False))
            words = _WORDS[number] if number < len(_WORDS) else None
            row.with_user(row.user_id)._submit(scores, words)
        self.action_close()
