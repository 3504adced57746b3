from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.distribution import deviations, pools
from ..engine.period import between

_BATCH = 500


class ServiceAppraisalCycle(models.Model):
    """Forms in bulk, and the look at the grades as a whole."""

    _inherit = "service.appraisal.cycle"

    def _get_missing(self):
        """The people of the cycle without a form: those who have a template and work in the departments."""
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id)]
        if self.department_ids:
            domain.append(("department_id", "child_of", self.department_ids.ids))
        made = self.sudo().appraisal_ids.employee_id
        people = self.env["hr.employee"].sudo().search(domain) - made
        return people.filtered(lambda person: self._get_template(person))

    def _get_template(self, employee):
        """The template of the person's post, else one that is for every post."""
        templates = self.template_ids
        own = templates.filtered(lambda template: employee.job_id in template.job_ids)
        return (own or templates.filtered(lambda template: not template.job_ids))[:1]

    def _generate(self):
        """Make the missing forms and ask who follows from the organisation: self, superior, subordinates."""
        for cycle in self:
            if not cycle.template_ids:
                raise UserError(self.env._("Choose a template first."))
            people = cycle._get_missing()
            for start in range(0, len(people), _BATCH):
                appraisals = self.env["service.appraisal"].create(
                    [cycle._prepare_appraisal(person) for person in people[start : start + _BATCH]]
                )
                cycle._make_lines(appraisals)
                cycle._ask_reviewers(appraisals)

    def _prepare_appraisal(self, employee):
        return {
            "cycle_id": self.id,
            "employee_id": employee.id,
            "template_id": self._get_template(employee).id,
            "job_id": employee.job_id.id,
            "department_id": employee.department_id.id,
            "manager_id": employee.parent_id.id,
        }

    def _make_lines(self, appraisals):
        prepared = {template: template._prepare_lines() for template in appraisals.template_id}
        self.env["service.appraisal.line"].create(
            [
                {**line, "appraisal_id": appraisal.id}
                for appraisal in appraisals
                for line in prepared[appraisal.template_id]
            ]
        )._copy_translations()

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
