from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import outcome
from .training_turn import take_turn


class TrainingEnrollment(models.Model):
    """The result: computed from what was recorded, explained, frozen."""

    _inherit = "training.enrollment"

    lecture_attended = fields.Float(compute="_compute_attended", compute_sudo=True, help="Class-hours of lectures.")
    practice_attended = fields.Float(compute="_compute_attended", compute_sudo=True, help="Class-hours of practice.")
    explanation = fields.Text(compute="_compute_explanation", compute_sudo=True)
    verdict = fields.Json(readonly=True, copy=False, help="What the result was decided by, as it was.")
    decided_on = fields.Datetime(readonly=True, copy=False)
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    drill_ids = fields.One2many("training.drill", "enrollment_id", string="Drills")
    has_drill = fields.Boolean(compute="_compute_has_drill", compute_sudo=True)
    honours = fields.Boolean(readonly=True, copy=False, help="One of the best: gets an honour certificate.")

    @api.depends("attendance_ids.hours", "attendance_ids.state")
    def _compute_attended(self):
        for enrollment in self:
            hours = enrollment._get_hours()
            enrollment.lecture_attended, enrollment.practice_attended = hours["lecture"], hours["practice"]

    @api.depends("course_id.drill_sheet_id")
    def _compute_has_drill(self):
        for enrollment in self:
            enrollment.has_drill = bool(enrollment.course_id.drill_sheet_id)

    @api.depends("verdict", "attendance_ids.hours", "exam_input_ids.state", "drill_ids.state")
    def _compute_explanation(self):
        for enrollment in self:
            if enrollment.verdict:
                parts = [outcome.Part(**part) for part in enrollment.verdict["parts"]]
            else:
                parts = enrollment._get_parts()
            enrollment.explanation = "\n".join(enrollment._explain(part) for part in parts)

    # Actions

    def action_decide(self):
        """Decide results that nothing is open in any more."""
        self.check_access("read")
        self.session_id._check_conducts()
        for enrollment in self:
            decided = enrollment._decide()
            if not decided:
                raise UserError(
                    self.env._(
                        "%(name)s cannot be decided yet:\n%(reasons)s",
                        name=enrollment.display_name,
                        reasons=enrollment.explanation,
                    )
                )

    def action_resit(self):
        """Enrol those who failed once more, keeping what they have passed."""
        self.check_access("read")
        self.session_id._check_conducts()
        self._check_not_own()
        return self.sudo()._make_resit()._get_records_action()

    # Business

    def _decide(self, final=False):
        """Freeze the results that can be decided.

        :param final: decide what is still open as failed, because nothing comes any more
        :return: the enrolments that were decided
        """
        self._check_not_own()
        # What follows from a result is nobody's to enter: elevated, like the result itself
        decided = self.sudo().browse()
        open_ones = self.sudo().filtered(lambda e: e.state == "enrolled" and e.result == "pending").sorted("id")
        take_turn(open_ones)
        for enrollment in open_ones:
            parts = enrollment._get_parts(final)
            verdict = outcome.conclude(parts)
            if verdict == outcome.OPEN:
                if not final:
                    continue
                verdict = outcome.FAILED
            course = enrollment.course_id
            enrollment.write(
                {
                    "result": verdict,
                    "decided_on": fields.Datetime.now(),
                    "decided_by": self.env.uid,
                    "verdict": {
                        "parts": outcome.as_data(parts),
                        "course_id": course.id,
                        "course": course.name,
                        "version": course.version,
                        "final": final,
                    },
                }
            )
            decided |= enrollment
        decided.filtered(lambda e: e.result == "passed")._after_passing()
        decided.filtered(lambda e: e.result == "failed")._after_failing()
        return decided.sudo(self.env.su)

    def _after_passing(self):
        for enrollment in self:
            if enrollment._deserves_honours():
                enrollment._honour()
        self.env["training.certificate"]._issue(self)
        self.env["training.need"]._fulfil(self)

    def _deserves_honours(self):
        """Passed at the first attempt, with the score of the course in final exam and drill."""
        self.ensure_one()
        course = self.course_id
        scores = [self.exam_score] if course.exam_id else []
        scores += [part["figures"]["score"] for part in self.verdict["parts"] if part["kind"] == "drill"]
        least = course.honours_percent
        return bool(least and scores and self.attempt == 1 and sum(scores) / len(scores) >= least)

    def _honour(self):
        """The certificate says so, and the user gets a badge."""
        self.honours = True
        badge = self.env.ref("service_training.gamification_badge_honours", raise_if_not_found=False)
        user = self.employee_id.user_id or self.partner_id.user_ids[:1]
        if badge and user:
            given = {"badge_id": badge.id, "user_id": user.id, "comment": self.course_id.name}
            self.env["gamification.badge.user"].create(given)._send_badge()

    def _after_failing(self):
        """Coaching by the trainer, and a resit of their own where attempts are left."""
        lost = self.browse()
        for enrollment in self:
            session = enrollment.session_id
            enrollment.activity_schedule(
                "service_training.mail_activity_type_coaching",
                user_id=(session.trainer_user_id or self.env.user).id,
                note=enrollment.explanation.replace("\n", "<br/>"),
            )
            if session.state in ("open", "running") and enrollment._can_resit():
                enrollment._make_resit()
            else:
                lost |= enrollment
        lost._return_needs()
        for course, failed in lost.grouped("course_id").items():
            reports = [(one.partner_id, one, {"company_id": one.company_id.id}) for one in failed]
            self.env["training.need"]._report_all("failed", course, reports)

    def _can_resit(self):
        """Whether a resit without coming again can mend it: the hours are attended and attempts are left."""
        self.ensure_one()
        failed = [part for part in self.verdict["parts"] if part["state"] != outcome.PASSED]
        return all(part["kind"] == "drill" or part["reason"] in ("exam_failed", "exam_not_taken") for part in failed)

    def _make_resit(self, session=None):
        """An enrolment that goes on where this one failed, in the same session or another one of the course."""
        resits = self.browse()
        for enrollment in self:
            if enrollment.result != "failed":
                raise UserError(self.env._("%(name)s has not failed.", name=enrollment.display_name))
            if existing := self.search([("resit_of_id", "=", enrollment.id), ("state", "!=", "cancelled")], limit=1):
                resits |= existing
                continue
            resits |= self.create(
                {
                    "session_id": (session or enrollment.session_id).id,
                    "employee_id": enrollment.employee_id.id,
                    "partner_id": enrollment.partner_id.id,
                    "attempt": enrollment.attempt + 1,
                    "resit_of_id": enrollment.id,
                }
            )
        return resits

    # What it is made of

    def _get_hours(self):
        """Class-hours attended, those carried over included: ``{"lecture": hours, "practice": hours}``.

        Coming twice to the same project, or in a resit to the same slot, does not make up for missing another one.
        """
        per_slot = {}
        for row in self._get_chain().attendance_ids:
            per_slot[row.slot_id] = max(row.hours, per_slot.get(row.slot_id, 0.0))
        return self._sum_hours(per_slot)

    def _sum_hours(self, per_slot):
        """Class-hours by kind.

        :param per_slot: ``{slot: hours credited}``
        """
        per_project = {}
        for slot, hours in per_slot.items():
            key = (slot.kind, slot.project_id)
            per_project[key] = per_project.get(key, 0.0) + hours
        total = {"lecture": 0.0, "practice": 0.0}
        for (kind, project), hours in per_project.items():
            total[kind] += min(hours, project[f"{kind}_hours"]) if project else hours
        return total

    def _get_hours_to_come(self, kind):
        recorded = self._get_continued().attendance_ids.filtered(lambda row: row.state != "open").slot_id
        slots = self.session_id.slot_ids - recorded
        return sum(slots.filtered(lambda slot: slot.kind == kind).mapped("hours"))

    def _get_parts(self, final=False):
        """The conditions of passing, each with its state (``engine/outcome.py``)."""
        self.ensure_one()
        course, parts = self.course_id, []
        if not course:
            return parts
        hours = self._get_hours()
        for kind in ("lecture", "practice"):
            if needed := course[f"{kind}_hours"] * course[f"min_{kind}_percent"] / 100:
                to_come = 0.0 if final else self._get_hours_to_come(kind)
                parts.append(outcome.judge_attendance(kind, needed, hours[kind], to_come))
        for exam in course._get_exams():
            finished = self._get_finished_inputs(exam)
            parts.append(
                outcome.judge_exam(
                    exam.title,
                    exam.scoring_success_min,
                    finished.mapped("scoring_percentage"),
                    course.exam_attempts,
                    any(finished.mapped("scoring_success")),
                )
            )
        if sheet := course.drill_sheet_id:
            drills = self._get_decisive_drills()
            sheets = [drill._get_sheet() for drill in drills]
            parts.append(outcome.judge_drill(sheet.pass_percent, sheets, course.drill_assessors))
        return parts

    def _get_decisive_drills(self):
        """The submitted drills of the newest attempt that has some."""
        for enrollment in self._get_chain():
            if drills := enrollment.drill_ids.filtered(lambda drill: drill.state == "submitted"):
                return drills
        return self.drill_ids.browse()

    def _explain(self, part):
        """One condition as a sentence in the reader's language."""
        kinds = {
            "lecture": self.env._("Lectures"),
            "practice": self.env._("Practice"),
            "exam": self.env._("Exam"),
            "drill": self.env._("Drill"),
        }
        sentences = {
            "attended_enough": self.env._("%(attended)s of at least %(required)s class-hours attended"),
            "attendance_open": self.env._(
                "%(attended)s of at least %(required)s class-hours attended, %(to_come)s still to come"
            ),
            "attended_too_little": self.env._(
                "only %(attended)s of at least %(required)s class-hours attended: come again"
            ),
            "exam_passed": self.env._("%(name)s passed with %(best)s (needed: %(needed)s)"),
            "exam_failed": self.env._(
                "%(name)s: best %(best)s, needed %(needed)s; %(tried)s of %(limit)s attempts used"
            ),
            "exam_used_up": self.env._("%(name)s: best %(best)s, needed %(needed)s; all %(limit)s attempts used up"),
            "exam_not_taken": self.env._("%(name)s not taken yet"),
            "drill_not_judged": self.env._("judged by %(judged)s of %(assessors)s assessors"),
            "drill_disagreement": self.env._("the assessors disagree: a further one decides"),
            "drill_passed": self.env._("passed with %(score)s (needed: %(needed)s)"),
            "drill_critical": self.env._("a critical step failed"),
            "drill_failed": self.env._("%(score)s, needed %(needed)s, or out of time"),
        }
        marks = {outcome.PASSED: "✓", outcome.FAILED: "✗", outcome.OPEN: "…"}
        figures = {**part.figures, "judged": part.figures.get("passed", 0) + part.figures.get("failed", 0)}
        sentence = _fill(sentences[part.reason], figures)
        return self.env._(
            "%(mark)s %(kind)s: %(sentence)s", mark=marks[part.state], kind=kinds[part.kind], sentence=sentence
        )


def _fill(sentence, figures):
    """Figures into a sentence, percentages with their sign."""
    shown = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in figures.items()}
    shown.update({name: f"{shown[name]} %" for name in ("best", "needed", "score") if name in shown})
    return sentence % shown
