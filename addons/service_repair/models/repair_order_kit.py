from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .service_part_kit import ENOUGH


class RepairOrder(models.Model):
    """The parts that a repair will probably need, learnt from past work orders."""

    _inherit = "repair.order"

    def action_propose_parts(self):
        """Add the predicted kit, where the prediction has proved better than the most frequent parts.

        :raises UserError: if there is too little history, the prediction is no better, or nothing is likely
        """
        self.ensure_one()
        self._check_service()
        if not self.product_id:
            raise UserError(self.env._("Enter the device first."))
        verdict = self.env["service.part.kit"]._get_verdict(self.company_id, self.product_id)
        self._check_prediction(verdict)
        kit = (
            self.env["service.part.kit"]
            ._get_model(self.company_id)
            .propose(self.product_id.id, self.fault_id.id or None)
        )
        present = self.move_ids.filtered(lambda m: m.repair_line_type == "add" and m.state != "cancel").product_id.ids
        lines = [proposal for proposal in kit if proposal.part not in present]
        if not lines:
            raise UserError(self.env._("Past repairs say that no further part is likely to be needed."))
        self.write({"move_ids": [Command.create(self._prepare_proposed(proposal)) for proposal in lines]})
        self._tell_proposed(lines, verdict)
        return True

    def _check_prediction(self, verdict):
        if not verdict:
            raise UserError(
                self.env._("There is too little to learn from yet: %(enough)s repairs are needed.", enough=ENOUGH)
            )
        if not verdict.is_on:
            raise UserError(verdict.verdict)

    def _prepare_proposed(self, proposal):
        return {
            "product_id": proposal.part,
            "product_uom_qty": proposal.quantity,
            "repair_line_type": "add",
            "company_id": self.company_id.id,
        }

    def _tell_proposed(self, lines, verdict):
        names = {part.id: part.display_name for part in self.move_ids.product_id}
        self.message_post(
            body=self.env._(
                "Proposed from past repairs: %(parts)s."
                " Hit rate %(hit)s, unused %(unused)s on the latest quarter (%(n)s repairs).",
                n=verdict.measured,
                parts=", ".join(f"{names[each.part]} ({each.probability:.0%})" for each in lines),
                hit=f"{verdict.hit_rate:.0%}",
                unused=f"{verdict.unused_rate:.0%}",
            )
        )
