from markupsafe import Markup

from odoo import api, fields, models

SUBJECT = [("repair", "Work Orders")]


class ServiceInspectionSheet(models.Model):
    _inherit = "service.inspection.sheet"

    subject = fields.Selection(selection_add=SUBJECT, ondelete={"repair": "cascade"})


class ServiceInspection(models.Model):
    """A work order, judged."""

    _inherit = "service.inspection"

    repair_id = fields.Many2one("repair.order", string="Work Order", index="btree_not_null", check_company=True)

    @api.model
    def _get_subject_fields(self):
        return [*super()._get_subject_fields(), "repair_id"]

    def _get_subject_values(self):
        order = self.repair_id.sudo()
        if not order:
            return super()._get_subject_values()
        return {
            "agent_id": (order._get_reporter() or order.user_id).id,
            "team_id": order.ticket_id.team_id.id,
            "channel_id": order.ticket_id.channel_id.id,
            "company_id": order.company_id.id,
        }

    def _format_conversation(self, subject):
        """The steps, what was found and done, and what was said."""
        said = super()._format_conversation(subject)
        if subject._name != "repair.order" or not subject.id:
            return said
        texts = [
            (subject._fields[name]._description_string(self.env), subject[name])
            for name in ("problem", "diagnosis", "plan", "work_done", "report_note")
        ]
        parts = [Markup("<p><strong>%s</strong><br/>%s</p>") % (label, text) for label, text in texts if text]
        labels = dict(subject.step_ids._fields["step"]._description_selection(self.env))
        steps = [
            Markup("<li>%s – %s %s</li>")
            % (
                fields.Datetime.context_timestamp(self, step.at).strftime("%Y-%m-%d %H:%M"),
                labels[step.step],
                " – ".join(filter(None, [step.user_id.name, step.note])),
            )
            for step in subject.step_ids
        ]
        return Markup("").join([*parts, Markup("<ul>%s</ul>") % Markup("").join(steps), said or ""])


class ServiceInspectionPlan(models.Model):
    _inherit = "service.inspection.plan"

    subject = fields.Selection(selection_add=SUBJECT, ondelete={"repair": "cascade"})

    def _get_population_repair(self, start, end):
        """Work orders that were reported in a time, by who reported them."""
        domain = fields.Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("is_service", "=", True),
                ("repaired_on", ">=", start),
                ("repaired_on", "<", end),
            ]
        )
        if self.team_ids:
            domain &= fields.Domain("ticket_id.team_id", "child_of", self.team_ids.ids)
        orders = self.env["repair.order"].search(domain, order="id")
        missed = orders._get_missed_promises()
        rows = []
        for order in orders:
            if agent := order._get_reporter() or order.user_id:
                values = {
                    "repair_id": order.id,
                    "agent_id": agent.id,
                    "team_id": order.ticket_id.team_id.id,
                    "channel_id": order.ticket_id.channel_id.id,
                    "kind": order.ticket_id.kind,
                    "outcome": {True: "missed", False: "kept"}.get(missed.get(order.id)),
                }
                rows.append({"id": order.id, "values": values})
        return rows
