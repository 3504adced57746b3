from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.distribution import deviations, pools
from ..engine.period import between

_BATCH = 250


class ServiceAppraisalCycle(models.Model):
    """Forms in bulk, and the look at the grades as a whole.

    The first batch is made at once, the others by a scheduled action that commits after each: HR sees how many there
    are, may leave, and what was interrupted goes on where it stopped.
    """

    _inherit = "service.appraisal.cycle"

    generating = fields.Boolean(readonly=True, copy=False, help="Forms are still being made.")
    generated_at = fields.Datetime(string="Last Forms Made", readonly=True, copy=False)
    follow_joiners = fields.Boolean(
        string="Add Late Joiners",
        default=True,
        help="Whoever joins while answers are collected gets a form by the next day.",
    )
    people_count = fields.Integer(string="People", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="Forms made, in percent of the people.")

    progress_text = fields.Char(string="Forms", compute="_compute_progress")

    @api.depends("appraisal_count", "missing_count")
    def _compute_progress(self):
        for cycle in self:
            cycle.people_count = cycle.appraisal_count + cycle.missing_count
            cycle.progress = 100 * cycle.appraisal_count / cycle.people_count if cycle.people_count else 0
            cycle.progress_text = self.env._(
                "Forms are being made: %(made)s of %(people)s. You may leave this page; you will be told when "
                "everybody has one.",
                made=cycle.appraisal_count,
                people=cycle.people_count,
            )

    def _get_people_domain(self):
        """The people of the cycle: those who have a template, work in the departments and had begun."""
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id) & (
            Domain("contract_date_start", "=", False) | Domain("contract_date_start", "<=", self.date_end)
        )
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        if all(template.job_ids for template in self.template_ids):
            domain &= Domain("job_id", "in", self.template_ids.job_ids.ids)
        return domain

    def _get_missing(self):
        """The people of the cycle without a form, in two queries whatever their number."""
        self.env["service.appraisal"].flush_model(["cycle_id", "employee_id"])
        made = SQL("SELECT employee_id FROM service_appraisal WHERE cycle_id = %s", self._origin.id or 0)
        known = {employee for (employee,) in self.env.execute_query(made)}
        people = self.env["hr.employee"].sudo().search(self._get_people_domain(), order="id")
        return people.browse(employee for employee in people.ids if employee not in known)

    def _count_missing(self):
        return len(self._get_missing())

    def _get_template(self, employee):
        """The template of the person's post, else one that is for every post."""
        templates = self.template_ids
        own = templates.filtered(lambda template: employee.job_id in template.job_ids)
        return (own or templates.filtered(lambda template: not template.job_ids))[:1]

    def _generate(self):
        """Make the first missing forms now; the scheduled action goes on with the others."""
        for cycle in self:
            if not cycle.template_ids:
                raise UserError(self.env._("Choose a template first."))
            if cycle._generate_batch():
                self.env.ref("service_kpi.ir_cron_generate")._trigger()

    def _generate_batch(self):
        """Make some missing forms and ask who follows from the organisation: self, superior, subordinates.

        The number of queries does not depend on how many there are already. Two at a time for one cycle would make
        somebody's form twice: the second one starts anew, because both write ``generated_at``.

        :return: how many people are left without a form
        """
        self.ensure_one()
        lock(self)
        missing = self._get_missing()
        people = missing[:_BATCH]
        appraisals = self.env["service.appraisal"].create([self._prepare_appraisal(person) for person in people])
        self._count_for_planner(appraisals)
        self.env["service.appraisal.line"]._copy_items(appraisals)
        self._ask_reviewers(appraisals)
        left = len(missing) - len(people)
        was_generating = self.generating
        self.write({"generating": left > 0, "generated_at": fields.Datetime.now()})
        if was_generating and not left:
            self._tell_generated()
        return left

    def _tell_generated(self):
        """Who opened the cycle waited for this."""
        officer = self.create_uid
        cycle = self.with_context(lang=officer.lang)
        self.message_notify(
            partner_ids=officer.partner_id.ids,
            subject=cycle.env._("The forms are made: %s", self.name),
            body=cycle.env._("%s people have a form now.", self.appraisal_count),
        )

    @api.model
    def _cron_generate(self):
        """Make the forms that are still missing, and those of people who joined since; committed batch by batch."""
        progress = self.env["ir.cron"]._commit_progress
        for cycle in self.search([("state", "=", "collecting")]):
            if not cycle.template_ids or not (cycle.generating or cycle.follow_joiners):
                continue
            left = cycle._count_missing()
            while left:
                before, left = left, cycle._generate_batch()
                if not progress(before - left, remaining=left):
                    return

    def _prepare_appraisal(self, employee):
        return {
            "cycle_id": self.id,
            "employee_id": employee.id,
            "template_id": self._get_template(employee).id,
            "job_id": employee.job_id.id,
            "department_id": employee.department_id.id,
            "manager_id": employee.parent_id.id,
        }

    def _count_for_planner(self, appraisals):
        """Tell PostgreSQL how many forms there are by now.

        How the form of a new line is looked up is planned once a session. Planned while there were few forms, it reads
        all of them for each line.
        """
        appraisals.flush_model()
        self.env.cr.execute("ANALYZE service_appraisal")

    def _ask_reviewers(self, appraisals):
        rows = []
        for appraisal in appraisals:
            weights = appraisal.template_id._get_role_weights()
            employee = appraisal.employee_id
            asked = {
                "self": employee,
                "manager": appraisal.manager_id - employee,
                "subordinate": employee.child_ids - employee - appraisal.manager_id,
            }
            rows += [
                {"appraisal_id": appraisal.id, "role": role, "rater_id": rater.id, "approved": True}
                for role, raters in asked.items()
                if weights[role]
                for rater in raters
            ]
        self.env["service.appraisal.feedback"].create(rows)

    def _close_figures(self):
        """Close the period and its months, so that nobody is judged by figures that still move."""
        periods = self.env["service.kpi.period"]
        last = fields.Date.add(self.date_end, days=1)
        wanted = [(month.kind, month.start) for month in between("month", self.date_start, last)]
        if self.period_kind != "month":
            wanted.append((self.period_kind, self.date_start))
        for kind, start in wanted:
            values = {"company_id": self.company_id.id, "kind": kind, "date_start": start}
            known = periods.search([(name, "=", value) for name, value in values.items()])
            (known or periods.create(values)).action_close()

    # Distribution

    def _get_deviations(self):
        """Grades outside their shares: ``[(whether it blocks, text)]``, small departments pooled up the tree."""
        found = []
        for template, members in self.appraisal_ids.filtered("judged").grouped("template_id").items():
            shares = template.scale_id._get_shares()
            if template.distribution == "none" or not shares:
                continue
            for department, pooled in self._get_pools(template, members).items():
                for deviation in deviations([form.grade_id.id for form in pooled], shares):
                    text = self.env._(
                        "%(department)s: %(count)s of %(size)s people have grade %(grade)s, %(allowed)s would do.",
                        department=department.name or self.env._("No department"),
                        count=deviation.count,
                        size=deviation.size,
                        grade=self.env["service.grade"].browse(deviation.grade).name,
                        allowed=deviation.allowed,
                    )
                    found.append((template.distribution == "limit", text))
        return found

    def _get_pools(self, template, members):
        """``{department: appraisals}`` with small departments joined to the one above them."""
        by_department = {department.id: group for department, group in members.grouped("department_id").items()}
        departments = self.env["hr.department"].with_context(active_test=False)
        departments = departments.search([("company_id", "in", (False, self.company_id.id))])
        parents = {department.id: department.parent_id.id or None for department in departments}
        sizes = {department: len(group) for department, group in by_department.items()}
        homes = pools(sizes, parents, template.pool_min)
        pooled = {}
        for department, home in homes.items():
            known = pooled.setdefault(self.env["hr.department"].browse(home or []), members.browse())
            pooled[self.env["hr.department"].browse(home or [])] = known | by_department[department]
        return pooled
