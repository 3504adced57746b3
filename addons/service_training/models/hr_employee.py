from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    training_enrollment_ids = fields.One2many(
        "training.enrollment", "employee_id", string="Trainings", groups="hr.group_hr_user"
    )
    training_certificate_ids = fields.One2many(
        "training.certificate", "employee_id", string="Training Certificates", groups="hr.group_hr_user"
    )
    training_certificate_count = fields.Integer(
        string="Certificates", compute="_compute_training_certificate_count", groups="hr.group_hr_user"
    )

    def _compute_training_certificate_count(self):
        counts = dict(
            self.env["training.certificate"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.training_certificate_count = counts.get(employee, 0)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            # Who has left takes up no seat; certificates stay, for a rehire as well
            pending = (
                self.env["training.enrollment"]
                .sudo()
                .search([("employee_id", "in", self.ids), ("result", "=", "pending"), ("state", "!=", "cancelled")])
            )
            pending.write({"state": "cancelled"})
            left = self.env._("The employee has left: the seat is given back.")
            pending._message_log_batch({enrollment.id: left for enrollment in pending})
            pending.session_id._seat_waiting()
        return result

    def action_view_training_certificates(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_certificate_action")
        return {**action, "domain": [("employee_id", "=", self.id)], "context": {}}

    def _get_training_partner(self):
        """The contact under which an employee is trained: the user's, else the work contact."""
        employee = self.sudo()
        return employee.user_id.partner_id or employee.work_contact_id

    def _get_contact_ids(self):
        """Ids of every contact, as of ``_get_training_partners``: ``{employee id: {partner id}}``, in two queries."""
        people = self.sudo().with_context(active_test=False)
        people = people.search_fetch([("id", "in", people.ids)], ["user_id", "work_contact_id"])
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = users.search_fetch([("id", "in", people.user_id.ids)], ["partner_id"])
        logins = {user.id: user.partner_id.id for user in users}
        return {
            employee.id: {logins.get(employee.user_id.id), employee.work_contact_id.id} - {None, False}
            for employee in people
        }

    def _get_training_partners(self):
        """Every contact of an employee, including that of the time before a login."""
        employee = self.sudo()
        return employee.user_id.partner_id | employee.work_contact_id
