from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RepairOrder(models.Model):
    """The steps of a work order from preparation to acceptance, each with its refusals."""

    _inherit = "repair.order"

    plan = fields.Text(
        string="Repair Plan", copy=False, groups="base.group_user", help="What will be done, and what it takes."
    )
    approval_by = fields.Char(
        string="Costs Approved by",
        copy=False,
        tracking=True,
        help="Who of the customer agreed to the costs. A confirmed quotation says so as well.",
    )
    work_done = fields.Text(copy=False, help="What was done, as the customer reads and signs it.")
    explained_to = fields.Char(copy=False, help="Who was told how to use and look after the device.")
    report_note = fields.Text(string="Report to the Manager", copy=False, groups="base.group_user")
    accepted_by_id = fields.Many2one("res.users", string="Accepted by", readonly=True, copy=False)
    accepted_on = fields.Datetime(readonly=True, copy=False)
    return_reason = fields.Char(readonly=True, copy=False, groups="base.group_user")

    # Preparing and starting

    def action_validate(self):
        """Prepare: the parts are reserved and the checklists of the product are laid out.

        The device need not be in stock: it stands at the customer's.
        """
        if not self.is_service:
            return super().action_validate()
        self.ensure_one()
        self._check_service()
        self._locked()
        self._check_prepared()
        self._advance("prepared")
        self._lay_out_checks()
        self.sudo()._action_repair_confirm()
        return True

    def _check_prepared(self):
        if self.place != "workshop" and not self.visit_ids.filtered(lambda v: v.state in ("confirmed", "arrived")):
            raise UserError(self.env._("Agree on an appointment with the customer first."))
        if not self.user_id:
            raise UserError(self.env._("Enter the technician who is responsible."))

    def action_diagnose(self):
        self._check_service()
        for order in self._locked():
            if not (order.fault_id and order.cause_id and order.diagnosis):
                raise UserError(self.env._("Enter fault, cause and diagnosis."))
            if order.product_id.tracking != "none" and not order.lot_id:
                # Without it the order could not be reported, and entering it then would void the signature
                raise UserError(self.env._("Scan or enter the serial number of the device in front of you."))
            order._advance("diagnosed")

    def action_plan(self):
        self._check_service()
        for order in self._locked():
            if not order.plan:
                raise UserError(self.env._("Write the repair plan: what will be done."))
            order._check_costs_approved()
            order._advance("planned")

    def _check_costs_approved(self):
        """Nobody repairs at the customer's expense without being told to."""
        if self.under_warranty or self.approval_by or self.sale_order_id.state == "sale":
            return
        raise UserError(
            self.env._(
                "No warranty covers this repair. Create a quotation and have it confirmed,"
                " or enter who of the customer approved the costs."
            )
        )

    def action_repair_start(self):
        service = self.filtered("is_service")
        if others := self - service:
            super(RepairOrder, others).action_repair_start()
        service._check_service()
        for order in service._locked():
            order._advance("repairing")
            super(RepairOrder, order.sudo()).action_repair_start()
        return True

    def action_create_sale_order(self):
        """Who repairs may offer the repair: technicians need no rights in Sales for it."""
        service = self.filtered("is_service")
        if not service:
            return super().action_create_sale_order()
        service.ensure_one()
        service._check_service()
        return super(RepairOrder, service.sudo()).action_create_sale_order()

    # Testing, explaining, reporting

    def action_tested(self):
        self._check_service()
        for order in self._locked():
            tests = order.check_ids.filtered(lambda check: check.kind == "test")
            if tests.filtered(lambda test: not test.result):
                raise UserError(self.env._("Enter the result of every test."))
            if failed := tests.filtered(lambda test: test.result == "failed"):
                raise UserError(
                    self.env._(
                        "Failed: %(tests)s. Go on repairing, or plan again.", tests=", ".join(failed.mapped("name"))
                    )
                )
            if not order.remedy_id or not order.work_done:
                raise UserError(self.env._("Enter the remedy and the work done."))
            order._advance("tested")

    def action_explained(self):
        self._check_service()
        for order in self._locked():
            usage = order.check_ids.filtered(lambda check: check.kind == "usage")
            if usage.filtered(lambda point: not point.result):
                raise UserError(self.env._("Tick every point of use that was explained, or say why not."))
            if not order.explained_to:
                raise UserError(self.env._("Enter who was told how to use the device."))
            order._advance("explained")

    def action_repair_end(self):
        """Report to the manager: the parts are booked as used."""
        service = self.filtered("is_service")
        if others := self - service:
            super(RepairOrder, others).action_repair_end()
        service._check_service()
        for order in service._locked():
            if order.service_step in ("signed", "returned") and not order.signature_valid and not order.unsigned_reason:
                raise UserError(self.env._("The signature does not hold any more: let the customer sign again."))
            again = order.state == "done"
            order._advance("reported", order.report_note)
            if not again:
                super(RepairOrder, order.sudo()).action_repair_end()
            order._ask_acceptance()
        return True

    def _get_judge(self):
        """The service manager who accepts and approves: the technician's own superior if that is one."""
        managers = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref("service_quality.service_quality_group_manager").ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "not in", [1, self.env.ref("base.user_root").id]),
                ]
            )
        )
        # Nobody judges their own work
        managers -= self.user_id
        leader = self.user_id.sudo().employee_id.parent_id.user_id
        return (managers & leader) or managers[:1] or self.env.user

    def _ask_acceptance(self):
        manager = self._get_judge()
        told = self.sudo().with_context(lang=manager.lang or self.env.lang)
        told.activity_schedule(
            "service_repair.mail_activity_type_accept",
            user_id=manager.id,
            summary=told.env._("Accept or return the work order"),
        )

    def action_accept(self):
        self._check_manager()
        self._check_service()
        for order in self._locked():
            if order._is_own():
                raise UserError(self.env._("Nobody accepts their own work order: ask another manager."))
            order._advance("accepted")
            order.sudo().write(
                {"accepted_by_id": self.env.uid, "accepted_on": fields.Datetime.now(), "return_reason": False}
            )
        self.sudo().activity_feedback(["service_repair.mail_activity_type_accept"])

    def _is_own(self):
        """Whether the user would judge their own work; who administers the system may."""
        return self.user_id == self.env.user and not self.env.user.has_group("base.group_system")

    def _return_to_technician(self, reason):
        self._check_manager()
        self._check_service()
        for order in self._locked():
            order._advance("returned", reason)
            order.sudo().write({"return_reason": reason})
            order.sudo().activity_feedback(["service_repair.mail_activity_type_accept"])
            technician = order.sudo().user_id or self.env.user
            told = order.sudo().with_context(lang=technician.lang or self.env.lang)
            told.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=technician.id,
                summary=told.env._("Work order returned: %(reason)s", reason=reason),
            )

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group("service_quality.service_quality_group_manager"):
            raise AccessError(self.env._("A service manager accepts and returns work orders."))

    # Cancelling

    def action_repair_cancel(self):
        service = self.filtered("is_service")
        if others := self - service:
            super(RepairOrder, others).action_repair_cancel()
        if service:
            service.check_access("write")
            service._locked()
            service.sudo().visit_ids._call_off(self.env._("The work order was cancelled."))
            service.sudo().wait_ids.filtered(lambda wait: not wait.stop)._finish()
            super(RepairOrder, service.sudo()).action_repair_cancel()
        return True

    def action_repair_cancel_draft(self):
        service = self.filtered("is_service")
        if others := self - service:
            super(RepairOrder, others).action_repair_cancel_draft()
        if service:
            service.check_access("write")
            super(RepairOrder, service.sudo()).action_repair_cancel_draft()
            service.sudo().write({"service_step": "intake"})
            service._log_step("intake")
        return True
