from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    led_department_ids = fields.Many2many(
        "hr.department", string="Departments Led", compute="_compute_led_departments", compute_sudo=True
    )

    def _compute_led_departments(self):
        """The departments whose manager is an employee of the user; those below them are led too."""
        led = self.env["hr.department"].search([("manager_id.user_id", "in", self.ids)])
        by_user = led.grouped(lambda department: department.manager_id.user_id.id)
        for user in self:
            user.led_department_ids = by_user.get(user.id, led.browse())

    def _forget_led_departments(self):
        self.invalidate_model(["led_department_ids"], flush=False)
        self.env.registry.clear_cache()
