from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError


class ServiceCareerPath(models.Model):
    """The way from one post to the next: results, certificates and time that it takes."""

    _name = "service.career.path"
    _description = "Career Path"
    _order = "job_id, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    job_id = fields.Many2one("hr.job", string="From Post", required=True, ondelete="restrict", check_company=True)
    next_job_id = fields.Many2one("hr.job", string="To Post", required=True, ondelete="restrict", check_company=True)
    note = fields.Text(string="What Else Counts", translate=True)
    # Requirements
    scale_id = fields.Many2one(
        "service.grade.scale", string="Grades", required=True, ondelete="restrict", check_company=True
    )
    grade_id = fields.Many2one(
        "service.grade", string="Least Grade", ondelete="restrict", domain="[('scale_id', '=', scale_id)]"
    )
    period_kind = fields.Selection(
        lambda self: self.env["service.appraisal.cycle"]._fields["period_kind"]._description_selection(self.env),
        string="In Cycles of",
        required=True,
        default="quarter",
    )
    in_a_row = fields.Integer(string="Times in a Row", default=2, required=True)
    months = fields.Integer(string="Months in the Post", default=12, required=True)
    course_ids = fields.Many2many(
        "training.course", string="Certificates", check_company=True, help="Valid certificates of these courses."
    )

    _posts_differ = models.Constraint("CHECK(job_id != next_job_id)", "A career path leads to another post.")
    _path_uniq = models.UniqueIndex(
        "(company_id, job_id, next_job_id) WHERE active", "There is a path between these posts already."
    )
    _positive = models.Constraint("CHECK(in_a_row >= 1 AND months >= 0)", "Use positive numbers.")

    @api.depends("job_id", "next_job_id")
    def _compute_display_name(self):
        for path in self:
            path.display_name = " → ".join(filter(None, [path.job_id.name, path.next_job_id.name]))

    @api.constrains("grade_id", "scale_id")
    def _check_grade(self):
        for path in self:
            if path.grade_id and path.grade_id.scale_id != path.scale_id:
                raise ValidationError(self.env._("Choose grades of %s.", path.scale_id.name))

    @api.model
    def _get_by_job(self, companies):
        """The first path of each post: ``{(company, post): path}``."""
        paths = self.sudo().search([("company_id", "in", companies.ids)])
        return {(path.company_id, path.job_id): path for path in reversed(paths)}

    # Who fulfils what

    def action_check(self):
        """Who of the post fulfils what."""
        self.ensure_one()
        self.check_access("read")
        own = self.sudo()
        people = own.env["hr.employee"].search([("job_id", "=", own.job_id.id), ("company_id", "=", own.company_id.id)])
        return self._open_check(people)

    @api.model
    def action_check_mine(self):
        """What the user fulfils of the paths from the own post."""
        employee = self.env.user.employee_id
        paths = self.sudo().search([("job_id", "=", employee.sudo().job_id.id)]) if employee else self.browse()
        name = self.env._("My Career")
        return {**paths._open_check(employee), "name": name, "display_name": name}

    def _open_check(self, people):
        checks = (
            self.env["service.career.check"]
            .sudo()
            .create([values for path in self.sudo() for values in path._assess(people.sudo())])
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_career_check_action")
        return {**action, "domain": [("id", "in", checks.ids)]}

    def _assess(self, people):
        """What each person fulfils: values of ``service.career.check``, in a constant number of queries."""
        self.ensure_one()
        results = self._get_results(people)
        holders = self.env["training.certificate"]._get_holders(self.course_ids) if self.course_ids else {}
        since = self._get_since(people)
        today = fields.Date.context_today(self)
        return [
            {
                "path_id": self.id,
                "employee_id": person.id,
                "user_id": self.env.uid,
                "results": results.get(person, 0),
                "results_met": not self.grade_id or results.get(person, 0) >= self.in_a_row,
                "missing_ids": [Command.set(self._get_missing(person, holders).ids)],
                "since": since.get(person),
                "time_met": bool(
                    not self.months
                    or (since.get(person) and since[person] + relativedelta(months=self.months) <= today)
                ),
            }
            for person in people
        ]

    def _get_missing(self, person, holders):
        partners = person._get_training_partners()
        return self.course_ids.filtered(
            lambda course: not any((partner.id, course.root_id.id) in holders for partner in partners)
        )

    def _get_results(self, people):
        """How many of the latest closed results reached the grade, without a break: ``{employee: number}``."""
        forms = self.env["service.appraisal"].search(
            [
                ("employee_id", "in", people.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("judged", "=", True),
                ("cycle_id.period_kind", "=", self.period_kind),
            ],
            order="date_start desc, id desc",
        )
        counts = {}
        for person, series in forms.grouped("employee_id").items():
            counts[person] = 0
            for form in series:
                if form.grade_id.scale_id != self.scale_id or form.grade_id.lower < self.grade_id.lower:
                    break
                counts[person] += 1
        return counts

    def _get_since(self, people):
        """The first day of each person in the present post, without a break: ``{employee: date}``."""
        today = fields.Date.context_today(self)
        versions = self.env["hr.version"].search(
            [("employee_id", "in", people.ids), ("date_version", "<=", today)], order="date_version desc"
        )
        since = {}
        for person, series in versions.grouped("employee_id").items():
            for version in series:
                if version.job_id != self.job_id:
                    break
                since[person] = version.date_version
            else:
                # always in this post: the contract may be older than the first version
                since[person] = min(filter(None, (since[person], series[-1].contract_date_start)))
        return since
