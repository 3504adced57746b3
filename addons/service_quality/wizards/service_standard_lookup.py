from odoo import api, fields, models

from ..models.service_contact import MEDIA
from ..models.service_standard import CASE_KINDS


class ServiceStandardLookup(models.TransientModel):
    """Which standard would a case get, and why: a case is described, the answer follows every change."""

    _name = "service.standard.lookup"
    _description = "Which Standard, and Why"

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    moment = fields.Datetime(required=True, default=fields.Datetime.now)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    team_id = fields.Many2one("helpdesk.ticket.team")
    category_id = fields.Many2one("helpdesk.ticket.category")
    channel_id = fields.Many2one("helpdesk.ticket.channel")
    medium = fields.Selection(MEDIA, string="Kind of Contact", help="Empty: a ticket.")
    kind = fields.Selection(CASE_KINDS, default="inquiry")
    priority = fields.Selection([("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")], default="1")
    partner_id = fields.Many2one("res.partner", string="Customer")
    product_id = fields.Many2one("product.product")
    tag_ids = fields.Many2many("helpdesk.ticket.tag", string="Tags")
    answer = fields.Html(compute="_compute_answer", sanitize=False)

    _CASE_FIELDS = (
        "company_id",
        "team_id",
        "category_id",
        "channel_id",
        "kind",
        "priority",
        "partner_id",
        "product_id",
        "tag_ids",
    )

    @api.model
    def default_get(self, fields_list):
        """The values of the ticket from which it was opened."""
        values = super().default_get(fields_list)
        ticket = self.env["helpdesk.ticket"].browse(values.get("ticket_id"))
        if ticket:
            ticket.check_access("read")
            values |= {name: ticket._fields[name].convert_to_write(ticket[name], ticket) for name in self._CASE_FIELDS}
            values["moment"] = ticket._get_beginnings()[ticket.id]
        return values

    @api.depends("moment", "ticket_id", "medium", *_CASE_FIELDS)
    def _compute_answer(self):
        for wizard in self:
            wizard.answer = self.env["ir.qweb"]._render(
                "service_quality.service_standard_lookup_answer", {"metrics": wizard._get_answer()}
            )

    def _get_answer(self):
        """The verdicts as the page shows them, a dict per metric."""
        labels = dict(self.env["service.standard.target"]._fields["metric"]._description_selection(self.env))
        case = self._get_case()
        hours = self.team_id._get_service_calendar() or self.company_id.resource_calendar_id
        verdicts = self.env["service.standard"]._explain(case, self.moment or fields.Datetime.now(), hours)
        return [
            {"label": labels[metric], "rows": [self._describe(verdict) for verdict in rows]}
            for metric, rows in verdicts.items()
        ]

    def _get_case(self):
        """The ticket itself as far as a condition asks for more than the wizard does, else one that is never saved.

        Or a contact that is never saved.
        """
        values = {name: self._fields[name].convert_to_write(self[name], self) for name in self._CASE_FIELDS}
        if self.medium:
            contacts = self.env["service.contact"]
            asked = {name: value for name, value in values.items() if name in contacts._clock_case_fields}
            return contacts.new({**asked, "medium": self.medium})
        return self.env["helpdesk.ticket"].new(values, origin=self.ticket_id._origin or None)

    def _describe(self, verdict):
        return {
            "rank": verdict.rank,
            "url": f"/odoo/service-standards/{verdict.standard.id}",
            "standard": verdict.standard.display_name,
            "limit": verdict.target._get_limit_words() if verdict.target else False,
            "due": verdict.due
            and self.env["ir.qweb.field.datetime"].value_to_html(verdict.due, {"hide_seconds": True}),
            "reason": verdict.reason,
        }
