from odoo import Command, api, fields, models

from .training_need import OPEN


class TrainingNeed(models.Model):
    """Needs that nobody has to report: of new hires, of who changed post, and of whose skills a post asks for more."""

    _inherit = "training.need"

    @api.model
    def _cron_gather(self):
        """New hires, changes of post and skill gaps."""
        self._gather_posts()
        self._gather_skill_gaps()

    @api.model
    def _gather_posts(self):
        """People in a post that needs a course, without its certificate and without a need or enrolment."""
        courses = self.env["training.course"].search([("state", "=", "in_force"), ("job_ids", "!=", False)])
        employees = self.env["hr.employee"].search([("job_id", "in", courses.job_ids.ids)])
        pairs = [
            (employee, course, employee.job_id.name)
            for employee in employees
            for course in courses
            if employee.job_id in course.job_ids
        ]
        self._gather("new_hire", pairs)

    @api.model
    def _gather_skill_gaps(self):
        """Skills that a post requires and its people lack, where a course in force grants them."""
        today = fields.Date.context_today(self)
        lines = self.env["training.course.skill"].search([("course_id.state", "=", "in_force")])
        granting = {}
        for line in lines.sorted(lambda line: line.skill_level_id.level_progress):
            granting.setdefault(line.skill_id, []).append(line)
        # A requirement that was changed keeps its past versions
        current = ["|", ("valid_to", "=", False), ("valid_to", ">=", today)]
        wanted = self.env["hr.job.skill"].search([("skill_id", "in", lines.skill_id.ids), *current])
        employees = self.env["hr.employee"].search([("job_id", "in", wanted.job_id.ids)])
        held = {}
        for skill in employees.employee_skill_ids:
            if not skill.valid_to or skill.valid_to >= today:
                key = (skill.employee_id, skill.skill_id)
                held[key] = max(held.get(key, 0), skill.level_progress)
        by_job = wanted.grouped("job_id")
        pairs = []
        for employee in employees:
            for need in by_job.get(employee.job_id, wanted.browse()):
                level = need.level_progress
                if held.get((employee, need.skill_id), -1) < level:
                    here = employee.company_id
                    offers = [
                        offer
                        for offer in granting[need.skill_id]
                        if offer.skill_level_id.level_progress >= level and offer.course_id.company_id <= here
                    ]
                    text = f"{need.skill_id.name}: {need.skill_level_id.name}"
                    pairs += [(employee, offers[0].course_id, text)] if offers else []
        self._gather("skill_gap", pairs)

    @api.model
    def _gather(self, source, pairs):
        """Needs of employees for courses, without those who hold, take or already need them.

        :param pairs: ``(employee, course, why)``
        """
        if not pairs:
            return self.browse()
        courses = self.env["training.course"].union(*(course for _employee, course, _text in pairs))
        holders = set(self.env["training.certificate"]._get_holders(courses))
        needs = self.sudo().search(
            [("course_id.root_id", "in", courses.root_id.ids), ("state", "in", (*OPEN, "dropped"))]
        )
        taking = (
            self.env["training.enrollment"]
            .sudo()
            .search(
                [
                    ("course_id.root_id", "in", courses.root_id.ids),
                    ("state", "!=", "cancelled"),
                    ("result", "=", "pending"),
                ]
            )
        )
        busy = {(row.partner_id.id, row.course_id.root_id.id) for rows in (needs, taking) for row in rows}
        values = {}
        for employee, course, text in pairs:
            partner, root = employee._get_training_partner(), course.root_id
            if course.company_id and course.company_id != employee.company_id:
                continue
            if partner and not {(partner.id, root.id)} & (holders | busy):
                values.setdefault(
                    (partner.id, root.id),
                    {
                        "source": source,
                        "name": text,
                        "course_id": course.id,
                        "partner_id": partner.id,
                        "employee_id": employee.id,
                        "company_id": employee.company_id.id,
                        "origin_ids": [Command.create(self._prepare_origin(source, employee, text))],
                    },
                )
        return self.sudo().create(list(values.values()))
