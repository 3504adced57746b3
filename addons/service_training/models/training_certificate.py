import secrets
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..engine.qr import as_data_uri
from ..engine.validity import valid_until
from .training_turn import take_turn


class TrainingCertificate(models.Model):
    """That somebody passed a course, in which version, and until when it holds.

    Certificates are issued by a passed enrolment or an import and never
    overwritten: a newer one supersedes, an officer revokes with a reason.
    No role may write them; résumé and skills are copies of them.
    """

    _name = "training.certificate"
    _description = "Training Certificate"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "issued desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id.name"]

    number = fields.Char(required=True, readonly=True, index=True)
    # Who and what
    partner_id = fields.Many2one(
        "res.partner", string="Holder", required=True, readonly=True, ondelete="restrict", index=True
    )
    customer_id = fields.Many2one(
        "res.partner", related="partner_id.commercial_partner_id", string="Company of Holder", store=True, index=True
    )
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict", index="btree_not_null")
    department_id = fields.Many2one(related="employee_id.department_id", string="Department")
    course_id = fields.Many2one("training.course", required=True, readonly=True, ondelete="restrict", index=True)
    root_id = fields.Many2one(related="course_id.root_id", string="Qualification", store=True, index=True)
    enrollment_id = fields.Many2one(
        "training.enrollment", string="Enrolment", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    origin = fields.Selection(
        [("training", "Training"), ("import", "Import")], required=True, readonly=True, default="training"
    )
    # Until when
    issued = fields.Date(required=True, readonly=True)
    valid_to = fields.Date(readonly=True, help="The last day on which it holds. Empty: for ever.")
    update_by = fields.Date(readonly=True, help="A newer version of the course has to be learnt by then.")
    qualified_until = fields.Date(
        compute="_compute_qualified_until", store=True, index=True, help="The last day on which it qualifies for work."
    )
    state = fields.Selection(
        [
            ("valid", "Valid"),
            ("update", "Update required"),
            ("expired", "Expired"),
            ("superseded", "Superseded"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    superseded_by_id = fields.Many2one("training.certificate", readonly=True, index="btree_not_null")
    reminded_on = fields.Date(readonly=True)
    # How others check it
    token = fields.Char(readonly=True, required=True, copy=False, groups="base.group_system")
    verify_url = fields.Char(compute="_compute_verify_url", compute_sudo=True)

    _number_uniq = models.Constraint("UNIQUE(number)", "A certificate with this number exists already.")
    _token_uniq = models.Constraint("UNIQUE(token)", "Tokens are unique.")
    _range = models.Constraint("CHECK(valid_to IS NULL OR valid_to >= issued)", "It ends after it is issued.")
    _enrollment_uniq = models.UniqueIndex(
        "(enrollment_id) WHERE enrollment_id IS NOT NULL", "An enrolment gives one certificate."
    )

    @api.depends("valid_to", "update_by")
    def _compute_qualified_until(self):
        for certificate in self:
            ends = [day for day in (certificate.valid_to, certificate.update_by) if day]
            certificate.qualified_until = min(ends, default=False)

    @api.depends("valid_to", "update_by", "superseded_by_id", "revoked_on")
    @api.depends_context("uid")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for certificate in self:
            if certificate.revoked_on:
                certificate.state = "revoked"
            elif certificate.superseded_by_id:
                certificate.state = "superseded"
            elif certificate.valid_to and certificate.valid_to < today:
                certificate.state = "expired"
            else:
                certificate.state = "update" if certificate.update_by else "valid"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        revoked, superseded = Domain("revoked_on", "!=", False), Domain("superseded_by_id", "!=", False)
        current = ~revoked & ~superseded
        expired, update = Domain("valid_to", "<", today), Domain("update_by", "!=", False)
        domains = {
            "revoked": revoked,
            "superseded": superseded & ~revoked,
            "expired": current & expired,
            "update": current & ~expired & update,
            "valid": current & ~expired & ~update,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _compute_verify_url(self):
        for certificate in self:
            certificate.verify_url = f"{certificate.get_base_url()}/training/verify/{certificate.token}"

    # CRUD

    def write(self, vals):
        # Rights alone would let an administrator who gives himself the right rewrite history
        if not self.env.su and not all(name.startswith(("message_", "activity_")) for name in vals):
            raise AccessError(self.env._("Certificates are not edited: issue another one, or revoke it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Certificates are kept: revoke them."))

    # Actions

    def action_print(self):
        self.check_access("read")
        return self.env.ref("service_training.training_certificate_report").report_action(self)

    def action_verify(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.verify_url, "target": "new"}

    # Business

    @api.model
    def _issue(self, enrollments):
        """Certificates of passed enrolments; none where an update course updates nothing."""
        prepared = (self._prepare_certificate(enrollment) for enrollment in enrollments)
        return self._grant([values for values in prepared if values])

    def _prepare_certificate(self, enrollment):
        """Values of the certificate that an enrolment gives, or None."""
        course = enrollment.course_id
        if root := course.delta_of_id:
            if not self.sudo()._get_unrevoked(enrollment.partner_id, root):
                enrollment.message_post(body=self.env._("No certificate: there is none of %s to update.", root.name))
                return None
            course = root._in_force() or root
        today = fields.Date.context_today(self)
        return {
            "partner_id": enrollment.partner_id.id,
            "employee_id": enrollment.employee_id.id,
            "course_id": course.id,
            "enrollment_id": enrollment.id,
            "company_id": enrollment.company_id.id,
            "issued": today,
            "valid_to": valid_until(today, course.validity_months),
        }

    @api.model
    def _grant(self, vals_list):
        """Create certificates, supersede the older ones of the same holder and course, and mirror them."""
        take_turn(self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list}))
        for company_id, day in {(vals["company_id"], vals["issued"]) for vals in vals_list}:
            self._begin_year(company_id, day)
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            vals["token"] = secrets.token_urlsafe(24)
            vals["number"] = vals.get("number") or sequence.with_company(vals["company_id"]).next_by_code(
                "training.certificate", sequence_date=vals["issued"]
            )
        certificates = self.sudo().create(vals_list)
        certificates._supersede_older()
        certificates._require_late_update()
        certificates._mirror()
        return certificates

    def _begin_year(self, company_id, day):
        """Numbers begin anew each year; whoever makes the range of a year is alone in that."""
        code = "training.certificate"
        sequences = self.env["ir.sequence"].sudo().with_company(company_id)
        sequence = sequences.search(
            [("code", "=", code), ("company_id", "in", [company_id, False])], order="company_id", limit=1
        )
        if sequence.use_date_range and not sequence.date_range_ids.filtered_domain(
            [("date_from", "<=", day), ("date_to", ">=", day)]
        ):
            take_turn(sequence)

    def _supersede_older(self):
        """The newest of a holder and course stays, whatever the order in which they are entered."""
        found = self.search(
            [
                ("root_id", "in", self.root_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("revoked_on", "=", False),
                ("superseded_by_id", "=", False),
            ],
            order="issued, id",
        )
        by_successor = {}
        for rows in found.grouped(lambda c: (c.root_id, c.partner_id)).values():
            by_successor.update({newer: older for older, newer in pairwise(rows)})
        for newer, older in by_successor.items():
            older.write({"superseded_by_id": newer.id})

    def _get_unrevoked(self, partners, roots):
        return self.search(
            [
                ("partner_id", "in", partners.ids),
                ("root_id", "in", roots.root_id.ids),
                ("revoked_on", "=", False),
                ("superseded_by_id", "=", False),
            ]
        )

    def _get_print_languages(self):
        """The holder's language first, then English and Chinese as far as they are installed."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        return [code for code in dict.fromkeys([self.partner_id.lang, "en_US", "zh_CN"]) if code in installed]

    def _get_qr_image(self):
        """The verification address as a data URI."""
        return as_data_uri(self.verify_url)

    # Who is qualified

    @api.model
    def _get_holders(self, roots, day=None):
        """Who is qualified: ``{(partner id, root course id): certificate}``, in three queries for any number.

        :param roots: courses of any version
        :param day: date, today if none
        """
        day = day or fields.Date.context_today(self)
        found = self.sudo().search_fetch(
            [
                ("root_id", "in", roots.root_id.ids),
                ("revoked_on", "=", False),
                ("superseded_by_id", "=", False),
                ("issued", "<=", day),
                "|",
                ("qualified_until", "=", False),
                ("qualified_until", ">=", day),
            ],
            ["partner_id", "employee_id", "root_id"],
        )
        contacts = found.employee_id._get_contact_ids()
        holders = {}
        for certificate in found:
            root = certificate.root_id.id
            people = contacts.get(certificate.employee_id.id, ())
            holders.update(((partner, root), certificate) for partner in {certificate.partner_id.id, *people})
        return holders

    @api.model
    def _get_qualified(self, partner, courses, day=None):
        """The valid certificate of one person per course: ``{course: certificate}``."""
        if not courses:
            return {}
        holders = self._get_holders(courses, day)
        return {
            course: holders[partner.id, course.root_id.id]
            for course in courses
            if (partner.id, course.root_id.id) in holders
        }
