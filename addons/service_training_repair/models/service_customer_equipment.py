from odoo import fields, models

_READERS = "service_quality.service_quality_group_agent,stock.group_stock_user"


class ServiceCustomerEquipment(models.Model):
    """The customer's own technicians: what they have to be qualified for, and who is."""

    _inherit = "service.customer.equipment"

    needed_course_ids = fields.Many2many(
        "training.course",
        string="Qualification of Their Technicians",
        compute="_compute_qualification",
        compute_sudo=True,
        groups=_READERS,
    )
    certificate_ids = fields.Many2many(
        "training.certificate",
        string="Certificates of Their Technicians",
        compute="_compute_qualification",
        compute_sudo=True,
        groups=_READERS,
        help="Valid ones: those that are needed, or all where none is needed.",
    )
    qualification_note = fields.Char(
        string="Qualification Missing", compute="_compute_qualification", compute_sudo=True, groups=_READERS
    )

    def _compute_qualification(self):
        matches = self.env["training.gate.rule"]._match(self)
        found = self.env["training.certificate"].search(
            [("customer_id", "in", self.customer_id.ids), ("state", "in", ("valid", "update"))]
        )
        by_customer = found.grouped("customer_id")
        for row in self:
            courses = matches[row].course_ids
            held = by_customer.get(row.customer_id, found.browse())
            useful = held.filtered(lambda c, roots=courses.root_id: not roots or c.root_id in roots)
            missing = courses.filtered(lambda course, held=held: course.root_id not in held.root_id)
            row.needed_course_ids = courses
            row.certificate_ids = useful
            row.qualification_note = row._explain_qualification(missing) if missing else False

    def _explain_qualification(self, missing):
        return self.env._(
            "Nobody of %(customer)s holds %(courses)s, which work on %(product)s by their own technicians needs.",
            customer=self.customer_id.display_name,
            courses=", ".join(missing.mapped("name")),
            product=self.product_id.display_name,
        )

    def _is_gate_closed(self):
        """Whether a missing qualification is refused, not only noted."""
        rules = self.env["training.gate.rule"]._match(self)[self].sudo()
        blocking = rules.filtered(lambda rule: rule.mode == "block")
        held = self.sudo().certificate_ids.root_id
        return any(course.root_id not in held for course in blocking.course_ids)
