from odoo import fields, models


class RepairOrder(models.Model):
    """What an inspection asks a work order: who reported it, whether its promises were kept, where it went astray."""

    _inherit = "repair.order"

    inspection_ids = fields.One2many(
        "service.inspection",
        "repair_id",
        string="Inspections",
        readonly=True,
        groups="service_quality.service_quality_group_inspector,service_quality.service_quality_group_agent",
    )

    def action_inspect(self):
        """Judge this work order on a sheet."""
        self.ensure_one()
        sheets = self.env["service.inspection.sheet"]._get_sheets("repair", self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspection"),
            "res_model": "service.inspection",
            "view_mode": "form",
            "context": {
                "default_repair_id": self.id,
                "default_sheet_id": sheets._pick(self.sudo().ticket_id.kind or False).id,
            },
        }

    def _get_reporter(self):
        """Who reported it first: the one whose work it was, whatever is written on it afterwards."""
        self.ensure_one()
        return self.sudo().step_ids.filtered(lambda step: step.step == "reported")[:1].user_id.sudo(False)

    def _get_missed_promises(self):
        """``{order id: whether any promise was broken}``, judged ones only."""
        missed = {}
        for order, result in (
            self.env["service.clock"]
            .sudo()
            ._read_group([("repair_id", "in", self.ids), ("result", "in", ("met", "missed"))], ["repair_id", "result"])
        ):
            missed[order.id] = missed.get(order.id, False) or result == "missed"
        return missed

    def _get_deviations(self):
        """The buttons keep the order of the steps; what is left to find is what had to be done again, and what the
        customer did not sign."""
        self.ensure_one()
        order = self.sudo()
        if not order.is_service:
            return super()._get_deviations()
        labels = dict(order.step_ids._fields["step"]._description_selection(self.env))
        found = []
        for step, rows in order.step_ids.grouped("step").items():
            if step == "returned":
                found += [
                    {
                        "kind": "returned",
                        "text": self.env._("Returned by the manager: %(reason)s", reason=row.note or "–"),
                    }
                    for row in rows
                ]
            elif len(rows) > 1 and step != "reported":
                text = self.env._("“%(step)s” was done %(count)s times", step=labels[step], count=len(rows))
                found.append({"kind": "repeated", "text": text})
        if order.unsigned_reason:
            text = self.env._("Not signed by the customer: %(reason)s", reason=order.unsigned_reason)
            found.append({"kind": "unsigned", "text": text})
        return found
