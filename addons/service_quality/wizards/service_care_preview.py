from datetime import timedelta

from odoo import Command, api, fields, models

from ..models.service_care_message import SKIP_REASONS

_DAYS = 30
_SHOWN = 500


class ServiceCarePreview(models.TransientModel):
    """Who would get what by a rule in the next weeks, and the message itself; nothing is sent."""

    _name = "service.care.preview"
    _description = "Preview of a Care Rule"

    rule_id = fields.Many2one("service.care.rule", required=True, readonly=True, ondelete="cascade")
    until = fields.Date(required=True, default=lambda self: fields.Date.context_today(self) + timedelta(days=_DAYS))
    line_ids = fields.One2many("service.care.preview.line", "preview_id", string="Customers", readonly=True)
    send_count = fields.Integer(string="Would Be Sent", readonly=True)
    skip_count = fields.Integer(string="Would Not Be Sent", readonly=True)
    lang = fields.Selection(selection="_get_langs", string="Language", default=lambda self: self.env.lang)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)

    @api.model
    def _get_langs(self):
        return self.env["res.lang"].get_installed()

    def action_show(self):
        self.ensure_one()
        self._fill()
        return self._get_records_action(name=self.env._("Who Gets What"), target="new")

    def _fill(self):
        """Plan from today; with the messages that other rules have sent, without those that they will send."""
        self.ensure_one()
        self.rule_id.check_access("read")
        today = fields.Date.context_today(self)
        planned = self.rule_id.sudo()._plan(today, self.until)
        sent = [plan for plan in planned if not plan.reason]
        subject, body = self._render_sample((sent or planned)[:1])
        self.write(
            {
                "subject": subject,
                "body": body,
                "send_count": len(sent),
                "skip_count": len(planned) - len(sent),
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "day": plan.day,
                                "partner_id": plan.partner_id,
                                "contact_id": plan.contact_id,
                                "email": plan.email,
                                "lang": plan.lang,
                                "reason": plan.reason,
                            }
                        )
                        for plan in planned[:_SHOWN]
                    ),
                ],
            }
        )

    def _render_sample(self, planned):
        """Subject and body of the message as its first reader would get it, from a row that is taken back at once."""
        rule, template = self.rule_id, self.rule_id.template_id.sudo().with_context(lang=self.lang)
        if not planned:
            return template.subject, template.body_html
        plan = planned[0]
        with self.env.cr.savepoint() as savepoint:
            sample = (
                self.env["service.care.message"]
                .sudo()
                .create(
                    {
                        "rule_id": rule.id,
                        "company_id": rule.company_id.id,
                        "partner_id": plan.partner_id,
                        "contact_id": plan.contact_id,
                        "occasion": f"preview {self.id}",
                        "day": plan.day,
                        "lang": self.lang,
                    }
                )
            )
            texts = [template._render_field(name, sample.ids)[sample.id] for name in ("subject", "body_html")]
            savepoint.rollback()
        return texts


class ServiceCarePreviewLine(models.TransientModel):
    _name = "service.care.preview.line"
    _description = "Customer in the Preview of a Care Rule"
    _order = "day, id"

    preview_id = fields.Many2one("service.care.preview", required=True, ondelete="cascade")
    day = fields.Date()
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="cascade")
    contact_id = fields.Many2one("res.partner", string="Written to", ondelete="cascade")
    email = fields.Char()
    lang = fields.Char(string="Language")
    reason = fields.Selection(SKIP_REASONS, string="Why Not")
