from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .activity import ask
from .maintenance_equipment import LEDGER

_ACTIVITY = "service_repair.mail_activity_type_check_due"


class MaintenanceEquipment(models.Model):
    """Calibration and other checks with a date on which they end."""

    _inherit = "maintenance.equipment"

    check_interval = fields.Integer(
        string="Checked Every (months)",
        compute="_compute_check_interval",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="0: it needs no check.",
    )
    certificate_ids = fields.One2many(
        "service.equipment.certificate", "equipment_id", string="Certificates", groups=LEDGER
    )
    check_result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed")],
        string="Last Check",
        compute="_compute_check",
        store=True,
        compute_sudo=True,
    )
    check_due = fields.Date(
        compute="_compute_check",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
        help="The last day on which the certificate holds.",
    )
    check_state = fields.Selection(
        [
            ("none", "No check needed"),
            ("valid", "Valid"),
            ("soon", "Due soon"),
            ("overdue", "Overdue"),
            ("failed", "Failed"),
            ("missing", "Never checked"),
        ],
        string="Check",
        compute="_compute_check_state",
        search="_search_check_state",
    )

    _check_interval_positive = models.Constraint(
        "CHECK(check_interval >= 0)", "An interval is not negative: enter 0 for no checks."
    )

    @api.depends("category_id")
    def _compute_check_interval(self):
        for equipment in self:
            equipment.check_interval = equipment.category_id.check_interval or equipment.check_interval

    @api.depends("certificate_ids.issued", "certificate_ids.valid_to", "certificate_ids.result")
    def _compute_check(self):
        for equipment in self:
            last = equipment.certificate_ids.sorted(lambda c: (c.issued, c.id))[-1:]
            equipment.check_result = last.result
            equipment.check_due = last.valid_to if last.result == "passed" else False

    @api.depends("check_interval", "check_result", "check_due")
    def _compute_check_state(self):
        today = fields.Date.context_today(self)
        for equipment in self:
            equipment.check_state = equipment._get_check_state(today)

    def _get_check_state(self, day):
        """The state of the check on a day."""
        if self.check_result == "failed":
            return "failed"
        if not self.check_due:
            return "missing" if self.check_interval and not self.check_result else "none"
        if self.check_due < day:
            return "overdue"
        lead = (self.company_id or self.env.company).service_check_days
        return "soon" if self.check_due <= fields.Date.add(day, days=lead) else "valid"

    def _search_check_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=self.env.company.service_check_days)
        failed, checked = Domain("check_result", "=", "failed"), Domain("check_due", "!=", False)
        missing = Domain("check_interval", ">", 0) & Domain("check_result", "=", False)
        domains = {
            "failed": failed,
            "overdue": Domain("check_due", "<", today),
            "soon": Domain("check_due", ">=", today) & Domain("check_due", "<=", soon),
            "valid": Domain("check_due", ">", soon),
            "missing": missing,
            "none": ~failed & ~checked & ~missing,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _explain_check(self, day):
        """Why its check forbids the use on a day; None if it does not."""
        state = self._get_check_state(day)
        if state == "overdue":
            return self.env._(
                "%(tool)s: its certificate ended on %(day)s. Have it checked first.",
                tool=self.display_name,
                day=format_date(self.env, self.check_due),
            )
        if state == "failed":
            return self.env._("%(tool)s failed its last check: it is not used.", tool=self.display_name)
        if state == "missing":
            return self.env._("%(tool)s was never checked. Have it checked first.", tool=self.display_name)
        return None

    # Reminders

    @api.model
    def _cron_remind_checks(self):
        """Once per certificate that ends: whoever looks after the thing has it checked."""
        due = Domain("check_state", "in", ["soon", "overdue", "failed", "missing"])
        present = Domain("scrap_date", "=", False)
        for (company,) in self._read_group(present, ["company_id"]):
            mine = Domain("company_id", "=", company.id)
            self.with_company(company).search(present & mine & due)._remind_check()

    def _remind_check(self):
        kind = self.env.ref(_ACTIVITY, raise_if_not_found=False)
        if not kind:
            return
        open_ones = (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids), ("activity_type_id", "=", kind.id)])
        )
        reminded = set(open_ones.mapped("res_id"))
        for equipment in self.filtered(lambda equipment: equipment.id not in reminded):
            user = equipment.technician_user_id or equipment.category_id.technician_user_id or equipment.owner_user_id
            if user:
                due = equipment.check_due or fields.Date.context_today(equipment)
                ask(equipment, _ACTIVITY, user, date_deadline=due)
