from odoo import api, fields, models
from odoo.tools import format_date

from ..engine.warranty import Facts, add_months, judge

# Greater than any id
_NO_ID_YET = 2**31 - 1


class RepairOrder(models.Model):
    """Warranty, computed and explained; repeat repairs."""

    _inherit = "repair.order"

    warranty_reason = fields.Char(string="Warranty", compute="_compute_warranty")
    warranty_verdict = fields.Boolean(compute="_compute_warranty")
    goodwill_reason = fields.Char(
        copy=False, tracking=True, help="A service manager covers the repair without a warranty, and says why."
    )
    earlier_order_id = fields.Many2one(
        "repair.order", string="Repeat of", compute="_compute_earlier_order_id", store=True, index="btree_not_null"
    )
    is_repeat = fields.Boolean(
        string="Repeat Repair",
        compute="_compute_earlier_order_id",
        store=True,
        help="Same serial, same fault, soon after.",
    )
    repeat_note = fields.Char(compute="_compute_repeat_note")

    @api.depends("is_service", "lot_id", "fault_id", "company_id.service_repeat_days")
    def _compute_earlier_order_id(self):
        for order in self:
            earlier = order._find_earlier()
            order.earlier_order_id = earlier
            order.is_repeat = bool(earlier)

    def _find_earlier(self):
        """The last repair of the same fault of the same serial within the company's days."""
        if not (self.is_service and self.lot_id and self.fault_id):
            return self.browse()
        asked = self.create_date or fields.Datetime.now()
        days = self.company_id.service_repeat_days
        return self.sudo().search(
            [
                ("is_service", "=", True),
                ("lot_id", "=", self.lot_id.id),
                ("fault_id", "=", self.fault_id.id),
                ("state", "=", "done"),
                # One serial has one open order: who came later was also repaired later
                ("id", "<", self._origin.id or _NO_ID_YET),
                ("repaired_on", ">=", fields.Datetime.subtract(asked, days=days)),
            ],
            order="repaired_on desc",
            limit=1,
        )

    @api.depends("earlier_order_id")
    @api.depends_context("lang")
    def _compute_repeat_note(self):
        for order in self:
            earlier = order.sudo().earlier_order_id
            parts = earlier.move_ids.filtered(lambda m: m.repair_line_type == "add" and m.state == "done").product_id
            order.repeat_note = earlier and self.env._(
                "%(technician)s repaired the same fault on %(day)s (%(order)s). Parts then: %(parts)s.",
                technician=earlier.user_id.name or "—",
                day=format_date(self.env, earlier.repaired_on),
                order=earlier.name,
                parts=", ".join(parts.mapped("display_name")) or "—",
            )

    # Warranty

    @api.model
    def _get_warranty_fields(self):
        """What the verdict depends on."""
        return frozenset({"product_id", "lot_id", "fault_id", "cause_id", "goodwill_reason", "partner_id"})

    @api.depends("is_service", "product_id", "lot_id", "fault_id", "cause_id", "goodwill_reason", "earlier_order_id")
    @api.depends_context("lang")
    def _compute_warranty(self):
        for order in self:
            covered, text = order.sudo()._judge_warranty() if order.is_service else (order.under_warranty, False)
            order.warranty_verdict, order.warranty_reason = covered, text

    def _judge_warranty(self):
        """Whether the repair is covered, and the sentence why."""
        day = fields.Date.context_today(self, self.create_date or fields.Datetime.now())
        if self.goodwill_reason:
            return True, self.env._("Goodwill: %(reason)s", reason=self.goodwill_reason)
        verdict = judge(self._get_warranty_facts(), day)
        return verdict.covered, self._explain_warranty(verdict)

    def _get_warranty_facts(self):
        lot, product = self.lot_id, self.product_id
        earlier = self.earlier_order_id
        return Facts(
            sold_on=lot.warranty_start or None,
            months=product.warranty_months,
            extension=lot.warranty_extension,
            repaired_on=(earlier.repaired_on and earlier.repaired_on.date()) or None,
            repair_days=self.company_id.service_repair_warranty_days,
            part_until=self._get_part_warranty(),
            excluded=self.cause_id.excludes_warranty,
        )

    def _get_part_warranty(self):
        """The day until which every part to be replaced is under its own warranty; None if one is not."""
        parts = self.move_ids.filtered(lambda m: m.repair_line_type == "add" and m.state != "cancel").product_id
        if not (parts and self.lot_id):
            return None
        ends = []
        for part in parts:
            fitted = self.env["stock.move"].search(
                [
                    ("repair_id.lot_id", "=", self.lot_id.id),
                    ("repair_id", "!=", self._origin.id),
                    ("repair_line_type", "=", "add"),
                    ("product_id", "=", part.id),
                    ("state", "=", "done"),
                ],
                order="date desc",
                limit=1,
            )
            if not fitted or not part.warranty_months:
                return None
            ends.append(add_months(fitted.date.date(), part.warranty_months))
        return min(ends)

    def _explain_warranty(self, verdict):
        until = format_date(self.env, verdict.until) if verdict.until else ""
        start = format_date(self.env, self.lot_id.warranty_start) if self.lot_id.warranty_start else ""
        texts = {
            "excluded": self.env._("Not covered: no warranty covers “%(cause)s”.", cause=self.cause_id.name or ""),
            "repair": self.env._("Covered: the repair of the same fault is guaranteed until %(until)s.", until=until),
            "product": self.env._(
                "Covered: delivered on %(start)s with %(months)s months of warranty, until %(until)s.",
                start=start,
                months=self.product_id.warranty_months,
                until=until,
            ),
            "extension": self.env._("Covered: the extended warranty holds until %(until)s.", until=until),
            "part": self.env._("Covered: the parts to be replaced have a warranty until %(until)s.", until=until),
            "expired": self.env._("Not covered: the warranty ended on %(until)s.", until=until),
            "unknown": self.env._("Not covered: no date of delivery or no warranty period is known."),
        }
        return texts[verdict.reason]

    def _follow_warranty(self):
        """Bring ``under_warranty``, which sets the prices, into line with the verdict."""
        for order in self.filtered(lambda order: order.is_service and order.state not in ("done", "cancel")):
            covered = order.sudo()._judge_warranty()[0]
            if order.under_warranty != covered:
                order.sudo().write({"under_warranty": covered})

    def _update_sale_order_line_price(self):
        res = super()._update_sale_order_line_price()
        for order in self.filtered("is_service"):
            order.sale_order_id.order_line._compute_price_unit()
        return res
