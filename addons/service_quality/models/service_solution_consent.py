from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Datetime

from ..engine.consent import fingerprint
from .helpdesk_ticket_complaint import CHANNELS
from .service_authority import REMEDIES


class ServiceSolutionConsent(models.Model):
    """A customer's answer, frozen: the text it was given to, when, how, by whom, and a hash of it all."""

    _name = "service.solution.consent"
    _description = "Customer's Answer"
    _order = "at desc, id desc"

    solution_id = fields.Many2one("service.solution", required=True, readonly=True, ondelete="restrict")
    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Complaint", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    decision = fields.Selection(
        [("accepted", "Accepted"), ("rejected", "Rejected"), ("no_answer", "No answer")], required=True, readonly=True
    )
    at = fields.Datetime(string="When", required=True, readonly=True)
    recorded_at = fields.Datetime(required=True, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="restrict")
    person = fields.Char(string="Who Answered", readonly=True)
    said = fields.Text(string="What was Said", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        readonly=True,
        ondelete="restrict",
        help="Answers by phone: who took the call.",
    )
    # What it was given to
    remedy = fields.Selection(REMEDIES, readonly=True)
    cost = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    text = fields.Html(readonly=True, sanitize=False)
    content_hash = fields.Char(string="SHA-256 of the Content", required=True, readonly=True)
    hash = fields.Char(string="SHA-256 of the Answer", required=True, readonly=True)

    _solution_uniq = models.Constraint("UNIQUE(solution_id)", "A proposal is answered once.")

    @api.depends("decision", "solution_id")
    def _compute_display_name(self):
        labels = dict(self._fields["decision"]._description_selection(self.env))
        for consent in self:
            consent.display_name = f"{consent.solution_id.display_name}: {labels.get(consent.decision, '')}"

    def write(self, vals):
        raise UserError(self.env._("A customer's answer is not rewritten: make a new version of the proposal."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A customer's answer is kept."))

    @api.model
    def _take_down(self, solution, decision, channel, person, said, partner, at, user):
        values = {
            "solution_id": solution.id,
            "ticket_id": solution.ticket_id.id,
            "decision": decision,
            "at": at,
            "recorded_at": fields.Datetime.now(),
            "channel": channel,
            "partner_id": (partner or solution.partner_id).id,
            "person": person or False,
            "said": (said or "").strip() or False,
            "user_id": user.id if channel == "phone" else False,
            "remedy": solution.remedy,
            "cost": solution.cost,
            "currency_id": solution.currency_id.id,
            "text": solution.text,
            "content_hash": solution.content_hash,
        }
        return self.create({**values, "hash": fingerprint(self._get_answer(values))})

    @api.model
    def _get_answer(self, values):
        """The answer as plain values."""
        names = ("decision", "channel", "partner_id", "person", "said", "user_id", "remedy", "currency_id")
        return {
            **{name: values[name] or None for name in names},
            "cost": f"{values['cost']:.2f}",
            "text": str(values["text"] or ""),
            "content_hash": values["content_hash"],
            "at": Datetime.to_string(values["at"]),
        }

    def _is_intact(self):
        """Whether text and answer are those that were hashed."""
        self.ensure_one()
        record = self.sudo()
        relations = {name: record[name].id for name in ("partner_id", "user_id", "currency_id")}
        names = ("decision", "channel", "person", "said", "remedy", "cost", "text", "content_hash", "at")
        values = {name: record[name] for name in names} | relations
        return record.hash == fingerprint(self._get_answer(values)) and record.content_hash == (
            record.solution_id.content_hash
        )
