from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine.parts_kit import Case, KitModel, compare

# Repairs to learn from; older ones say little about what breaks today
_HISTORY = 5000
# With fewer, the measurement itself would be chance
_ENOUGH = 40


class RepairOrder(models.Model):
    """The parts that a repair will probably need, learnt from past work orders."""

    _inherit = "repair.order"

    @api.model
    def _get_kit_cases(self, company):
        """The last repairs of a company, the oldest first, as :class:`Case`."""
        orders = self.sudo().search(
            [("is_service", "=", True), ("state", "=", "done"), ("company_id", "=", company.id)],
            order="repaired_on desc, id desc",
            limit=_HISTORY,
        )
        used = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [("repair_id", "in", orders.ids), ("repair_line_type", "=", "add"), ("state", "=", "done")],
                ["repair_id", "product_id"],
                ["quantity:sum"],
            )
        )
        parts = {}
        for order, part, quantity in used:
            parts.setdefault(order.id, {})[part.id] = quantity
        return [
            Case(order.product_id.id, order.fault_id.id or None, parts.get(order.id, {})) for order in reversed(orders)
        ]

    def action_propose_parts(self):
        """Add the predicted kit, where the prediction has proved better than the most frequent parts.

        :raises UserError: if there is too little history, the prediction is no better, or nothing is likely
        """
        self.ensure_one()
        self._check_service()
        if not self.product_id:
            raise UserError(self.env._("Enter the device first."))
        cases = self._get_kit_cases(self.company_id)
        if len(cases) < _ENOUGH:
            raise UserError(
                self.env._(
                    "There is too little to learn from yet: %(n)s of %(enough)s repairs.", n=len(cases), enough=_ENOUGH
                )
            )
        measured = compare(cases)
        if not measured.better:
            raise UserError(
                self.env._(
                    "On your own repairs the prediction is no better than the most frequent parts"
                    " (%(predicted)s against %(frequent)s): it stays switched off.",
                    predicted=f"{measured.predicted.harmony:.2f}",
                    frequent=f"{measured.frequent.harmony:.2f}",
                )
            )
        present = self.move_ids.filtered(lambda m: m.repair_line_type == "add" and m.state != "cancel").product_id.ids
        kit = KitModel(cases).propose(self.product_id.id, self.fault_id.id or None)
        lines = [proposal for proposal in kit if proposal.part not in present]
        if not lines:
            raise UserError(self.env._("Past repairs say that no further part is likely to be needed."))
        self.write(
            {
                "move_ids": [
                    Command.create(
                        {
                            "product_id": proposal.part,
                            "product_uom_qty": proposal.quantity,
                            "repair_line_type": "add",
                            "company_id": self.company_id.id,
                        }
                    )
                    for proposal in lines
                ]
            }
        )
        names = {part.id: part.display_name for part in self.move_ids.product_id}
        self.message_post(
            body=self.env._(
                "Proposed from %(n)s past repairs: %(parts)s."
                " Hit rate %(hit)s, unused %(unused)s on the latest quarter.",
                n=len(cases),
                parts=", ".join(f"{names[each.part]} ({each.probability:.0%})" for each in lines),
                hit=f"{measured.predicted.hit_rate or 0:.0%}",
                unused=f"{measured.predicted.unused_rate or 0:.0%}",
            )
        )
        return True
