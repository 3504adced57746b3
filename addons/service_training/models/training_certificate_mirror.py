from odoo import Command, fields, models


class TrainingCertificate(models.Model):
    """Copies for the résumé and the skills of employees. They are never read back."""

    _inherit = "training.certificate"

    def _mirror(self):
        """A résumé line each, and the skills that the course grants."""
        kind = self.env.ref("hr_skills.resume_type_training", raise_if_not_found=False)
        ours = self.filtered("employee_id")
        self.env["hr.resume.line"].sudo().create(
            [
                {
                    "employee_id": certificate.employee_id.id,
                    "name": f"{certificate.course_id.name} ({certificate.number})",
                    "date_start": certificate.issued,
                    "date_end": certificate.valid_to,
                    "line_type_id": kind.id if kind else False,
                    "course_type": "training",
                    "training_certificate_id": certificate.id,
                }
                for certificate in ours
            ]
        )
        for certificate in ours.filtered(lambda c: c.course_id.skill_ids and c._is_current()):
            commands = certificate._get_skill_commands()
            if commands:
                certificate.employee_id.sudo().write({"employee_skill_ids": commands})

    def _is_current(self):
        self.ensure_one()
        return self.state in ("valid", "update")

    def _get_skill_commands(self):
        """Commands for the employee's skills, which keeps their history; a better level is not lowered."""
        self.ensure_one()
        held = self.employee_id.sudo().employee_skill_ids
        today = fields.Date.today()
        commands = []
        for line in self.course_id.skill_ids:
            same = held.filtered(
                lambda skill, line=line: (
                    skill.skill_id == line.skill_id and (not skill.valid_to or skill.valid_to >= today)
                )
            )
            values = {
                "employee_id": self.employee_id.id,
                "skill_type_id": line.skill_type_id.id,
                "skill_id": line.skill_id.id,
                "skill_level_id": line.skill_level_id.id,
            }
            if line.skill_type_id.is_certification:
                dates = {"valid_from": self.issued, "valid_to": self.valid_to}
                exact = same.filtered(
                    lambda s, dates=dates: s.valid_from == dates["valid_from"] and s.valid_to == dates["valid_to"]
                )
                if not exact:
                    commands.append(Command.create({**values, **dates}))
            elif not any(skill.level_progress >= line.skill_level_id.level_progress for skill in same):
                commands.append(Command.create({**values, "valid_from": today}))
        return commands

    def _unmirror(self):
        """A revoked certificate ends in the résumé today, and its certification skills end with it."""
        today = fields.Date.context_today(self)
        lines = self.env["hr.resume.line"].sudo().search([("training_certificate_id", "in", self.ids)])
        for line in lines:
            line.date_end = max(today, line.date_start)
        for certificate in self.filtered("employee_id"):
            proven = certificate.course_id.skill_ids.filtered("skill_type_id.is_certification")
            skills = certificate.employee_id.sudo().employee_skill_ids.filtered(
                lambda skill, proven=proven, own=certificate: (
                    skill.skill_id in proven.skill_id
                    and skill.valid_from == own.issued
                    and skill.valid_to == own.valid_to
                )
            )
            if skills:
                certificate.employee_id.sudo().write({"employee_skill_ids": [Command.delete(s.id) for s in skills]})
