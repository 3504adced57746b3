from markupsafe import Markup

from odoo import api, fields, models


class ServiceInspection(models.Model):
    """What the inspector sees beside the sheet: what was said, what was promised, and how the case went."""

    _inherit = "service.inspection"

    conversation = fields.Html(compute="_compute_evidence", sanitize=False)
    clock_ids = fields.Many2many("service.clock", string="Promises", compute="_compute_evidence")
    standard_ids = fields.Many2many("service.standard", string="Standards", compute="_compute_evidence")
    process_notes = fields.Text(string="Found in the Log", compute="_compute_evidence")

    @api.depends(lambda self: self._get_subject_fields())
    def _compute_evidence(self):
        # Who may judge a record may see what happened to it, hence sudo
        for inspection in self:
            subject = inspection._get_subject().sudo()
            clocks = inspection._get_subject_clocks().sudo()
            inspection.clock_ids = clocks
            inspection.standard_ids = clocks.standard_id
            inspection.conversation = inspection._format_conversation(subject)
            inspection.process_notes = "\n".join(subject._inspect_process()) if subject else False

    def _get_subject_clocks(self):
        subject = self._get_subject()
        if not subject.id:
            return self.env["service.clock"]
        return self.env["service.clock"].sudo().search([(subject._clock_field, "=", subject.id)], order="start, id")

    def _format_conversation(self, subject):
        """What the customer and we said to each other and noted, the oldest first."""
        if "message_ids" not in subject._fields:
            return False
        parts = []
        if "description" in subject._fields and subject.description:
            parts.append(Markup("<blockquote>%s</blockquote>") % subject.description)
        for message in subject.message_ids.sorted("id"):
            if message.message_type not in ("comment", "email") or not message.body:
                continue
            internal = message.is_internal or message.subtype_id.internal
            when = fields.Datetime.context_timestamp(self, message.date).strftime("%Y-%m-%d %H:%M")
            parts.append(
                Markup('<div class="mb-2 p-2 rounded %s"><strong>%s</strong> <small>%s</small><div>%s</div></div>')
                % ("bg-warning-subtle" if internal else "bg-light", message.author_id.name or "", when, message.body)
            )
        return Markup("").join(parts)


class ServiceClockMixin(models.AbstractModel):
    _inherit = "service.clock.mixin"

    def _inspect_process(self):
        """What the log of a record says about how it was handled: list of texts. Addons add what they know."""
        return []


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _inspect_process(self):
        notes = super()._inspect_process()
        if not self.id:
            return notes
        replies = self.message_ids.filtered(self._is_reply).sorted("date")
        asked = self.message_ids.filtered(self._is_from_customer).sorted("date")
        if not replies:
            notes.append(self.env._("No message to the customer."))
        elif self.solved_at and replies[0].date > self.solved_at:
            notes.append(self.env._("Solved before the customer got the first message."))
        if asked and self.solved_at and replies and replies[-1].date < asked[-1].date < self.solved_at:
            notes.append(self.env._("The last message of the customer was not answered before the case was solved."))
        if self.clock_cycle > 1:
            notes.append(self.env._("Reopened %(count)s times.", count=self.clock_cycle - 1))
        return notes
