from odoo import api, fields, models
from odoo.exceptions import UserError


class TrainingNeedOrigin(models.Model):
    """What told that somebody needs a course: a finding, a complaint, a certificate, a result. It can be opened."""

    _name = "training.need.origin"
    _description = "Origin of a Training Need"
    _order = "id"

    need_id = fields.Many2one("training.need", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="need_id.company_id", store=True)
    source = fields.Selection(
        lambda self: self.env["training.need"]._fields["source"]._description_selection(self.env),
        required=True,
        readonly=True,
    )
    name = fields.Char(string="Why", readonly=True)
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(string="Record", model_field="origin_model", readonly=True)

    description = fields.Char(
        string="What It Is",
        compute="_compute_description",
        compute_sudo=True,
        help="Its kind, number and day: enough to ask somebody who may open it.",
    )
    can_open = fields.Boolean(compute="_compute_can_open", help="It is there, and the user may read it.")

    _origin_uniq = models.UniqueIndex(
        "(need_id, origin_model, origin_id) WHERE origin_id IS NOT NULL", "This has told so already."
    )
    _origin_idx = models.Index("(origin_model, origin_id) WHERE origin_id IS NOT NULL")

    @api.depends_context("lang")
    def _compute_description(self):
        for origin in self:
            record = origin._get_record()
            origin.description = record and origin._describe(record)

    def _describe(self, record):
        """Nothing of what it says: not everybody who plans trainings may read cases."""
        kind = self.env["ir.model"]._get(record._name).name
        number = record.number if "number" in record._fields else record.id
        day = fields.Datetime.context_timestamp(self, record.create_date).date()
        return self.env._("%(kind)s %(number)s of %(day)s", kind=kind, number=number, day=day)

    @api.depends_context("uid")
    def _compute_can_open(self):
        for origin in self:
            record = origin._get_record()
            origin.can_open = bool(record) and record.has_access("read")

    def action_open_origin(self):
        """The record that told so, as far as the user may read it."""
        self.ensure_one()
        record = self._get_record()
        if not record:
            raise UserError(self.env._("There is nothing to open: it was entered by hand, or is gone."))
        record.check_access("read")
        return record._get_records_action()

    def _get_record(self):
        """Empty list where there is none any more."""
        self.ensure_one()
        if not self.origin_id or self.origin_model not in self.env:
            return []
        return self.env[self.origin_model].browse(self.origin_id).exists()

    @api.model
    def _find(self, reports, course):
        """What records have told before about people and a course, or about people and no course.

        :param reports: ``(partner, record or None, …)``
        :return: ``{(record, partner): need}``
        """
        records = {(origin._name, origin.id): origin for _partner, origin, _values in reports if origin}
        domain = [
            ("origin_model", "in", [name for name, _number in records]),
            ("origin_id", "in", [number for _name, number in records]),
            ("need_id.partner_id", "in", [partner.id for partner, _origin, _values in reports]),
        ]
        if course:
            domain.append(("need_id.root_id", "in", (False, course.root_id.id)))
        return {
            (records[row.origin_model, row.origin_id], row.need_id.partner_id): row.need_id
            for row in (self.sudo().search(domain, order="id desc") if records else self)
            if (row.origin_model, row.origin_id) in records
        }

    def _settle(self):
        """Tell records that want to know what became of the need."""
        for origin in self:
            record = origin._get_record()
            if record and hasattr(record, "_training_need_settled"):
                record._training_need_settled(origin.need_id)
