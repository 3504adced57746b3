from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .activity import ask

_MANAGER = "service_quality.service_quality_group_manager"


class ServicePartRequisition(models.Model):
    """Who has to approve a requisition, and why: by its value, by its parts, or because a value is not known."""

    _inherit = "service.part.requisition"

    approval_needed = fields.Char(compute="_compute_approval_needed", help="Why a manager has to approve.")
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("amount", "line_ids.product_id", "company_id")
    @api.depends_context("lang")
    def _compute_approval_needed(self):
        for requisition in self:
            requisition.approval_needed = requisition._explain_approval()

    def _explain_approval(self):
        """Why a manager has to approve, or False."""
        limit = self.company_id.service_requisition_limit
        parts = self.line_ids.product_id
        if strict := parts.filtered("requisition_approval"):
            return self.env._("Always approved: %(parts)s", parts=", ".join(strict.mapped("display_name")))
        if self.currency_id.compare_amounts(self.amount, limit) > 0:
            return self.env._("Worth more than %(limit)s", limit=self.currency_id.format(limit))
        if unpriced := self._get_unpriced_parts():
            return self.env._("No cost is known of: %(parts)s", parts=", ".join(unpriced.mapped("display_name")))
        return False

    def _get_unpriced_parts(self):
        """The parts that count for nothing in the value, where that asks for a look."""
        if not self.company_id.sudo().service_requisition_unpriced:
            return self.env["product.product"]
        currency = self.company_id.currency_id
        priced = self.sudo().line_ids.product_id.with_company(self.company_id)
        return priced.filtered(lambda part: currency.compare_amounts(part.standard_price, 0) <= 0).sudo(False)

    # Steps

    def action_approve(self):
        if not self.env.user.has_group(_MANAGER):
            raise AccessError(self.env._("A service manager approves requisitions."))
        for requisition in self._begin({"submitted"}):
            if requisition.technician_id == self.env.user and not self.env.user.has_group("base.group_system"):
                raise UserError(self.env._("Nobody approves their own requisition: ask another manager."))
            requisition._approve()
        self.sudo().activity_feedback(["service_repair.mail_activity_type_approve"])

    def _approve(self):
        self.sudo().write({"state": "approved", "approved_by_id": self.env.uid, "approved_on": fields.Datetime.now()})

    def action_refuse(self):
        if not self.env.user.has_group(_MANAGER):
            raise AccessError(self.env._("A service manager refuses requisitions."))
        self._begin({"submitted"}).sudo().write({"state": "refused"})
        self.sudo().activity_feedback(["service_repair.mail_activity_type_approve"])

    def _ask_approval(self):
        managers = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(_MANAGER).ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "not in", [self.technician_id.id, self.env.ref("base.user_root").id]),
                ]
            )
        )
        leader = self.technician_id.sudo().employee_id.parent_id.user_id
        if approver := (managers & leader) or managers[:1]:
            ask(self.sudo(), "service_repair.mail_activity_type_approve", approver)
