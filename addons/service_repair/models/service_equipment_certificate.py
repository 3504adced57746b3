from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceEquipmentCertificate(models.Model):
    """A calibration, an inspection or a certificate of an equipment: passed until a day, or failed."""

    _name = "service.equipment.certificate"
    _description = "Equipment Certificate"
    _inherit = ["mail.thread"]
    _order = "issued desc, id desc"

    name = fields.Char(string="Number", required=True)
    equipment_id = fields.Many2one("maintenance.equipment", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="equipment_id.company_id", store=True)
    kind = fields.Selection(
        [("calibration", "Calibration"), ("inspection", "Inspection"), ("certificate", "Certificate")],
        required=True,
        default="calibration",
    )
    result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed")], required=True, default="passed", tracking=True
    )
    issued = fields.Date(string="Issued on", required=True, default=fields.Date.context_today, tracking=True)
    valid_to = fields.Date(
        compute="_compute_valid_to",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The last day on which it holds.",
    )
    issuer = fields.Char(help="The laboratory or person who checked it.")
    document = fields.Binary(attachment=True)
    document_name = fields.Char()

    _range = models.Constraint("CHECK(valid_to IS NULL OR valid_to >= issued)", "It ends after it is issued.")
    _valid_to_known = models.Constraint(
        "CHECK(result = 'failed' OR valid_to IS NOT NULL)", "Enter until when the certificate holds."
    )

    @api.depends("issued", "result", "equipment_id")
    def _compute_valid_to(self):
        for certificate in self:
            months = certificate.equipment_id.check_interval
            if certificate.result == "failed":
                certificate.valid_to = False
            elif certificate.issued and months:
                certificate.valid_to = fields.Date.add(certificate.issued, months=months, days=-1)
            else:
                certificate.valid_to = certificate.valid_to

    @api.model_create_multi
    def create(self, vals_list):
        certificates = super().create(vals_list)
        passed = certificates.filtered(lambda c: c.result == "passed").equipment_id
        passed.sudo().activity_feedback(["service_repair.mail_activity_type_check_due"])
        return certificates

    @api.ondelete(at_uninstall=False)
    def _unlink_except_relied_on(self):
        loans = self.env["service.tool.loan"].sudo()
        for certificate in self:
            until = certificate.valid_to or certificate.issued
            if loans.search_count(
                [
                    ("equipment_id", "=", certificate.equipment_id.id),
                    ("out_on", ">=", certificate.issued),
                    ("out_on", "<=", until),
                ],
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "%(tool)s was used under this certificate: it stays.", tool=certificate.equipment_id.name
                    )
                )
