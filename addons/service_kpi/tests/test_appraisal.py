from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOON, KpiCase

QUARTER = date(2026, 1, 1)


class AppraisalCase(KpiCase):
    """A quarter for everybody of the company: one indicator and one rated item, half and half."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = cls.env["service.grade.scale"].create(
            {
                "name": "Grades",
                "grade_ids": [
                    Command.create({"name": name, "lower": lower})
                    for name, lower in (("A", 90), ("B", 75), ("C", 60), ("D", 0))
                ],
            }
        )
        cls.grades = {grade.name: grade for grade in cls.scale.grade_ids}
        cls.template = cls._template()
        cls.peers = [cls._employee(cls._user(f"peer{number}"), parent_id=cls.boss.id) for number in range(3)]
        cls.subject = cls.employees[0]
        cls.cycles = cls.env["service.appraisal.cycle"].with_user(cls.officer)

    @classmethod
    def _template(cls, **values):
        rated = {"name": "Attitude", "kind": "rated", "weight": 50}
        results = {"name": "Results", "kind": "indicator", "weight": 50}
        return cls.env["service.appraisal.template"].create(
            {
                "name": "Agents",
                "scale_id": cls.scale.id,
                "company_id": cls.company.id,
                "section_ids": [
                    Command.create({**results, "item_ids": [Command.create({"kpi_id": cls.kpi.id, "weight": 100})]}),
                    Command.create({**rated, "item_ids": [Command.create({"name": "Friendly", "weight": 100})]}),
                ],
                "weight_self": 0,
                "weight_manager": 50,
                "weight_peer": 50,
                "weight_subordinate": 0,
                "weight_customer": 0,
                **values,
            }
        )

    def _cycle(self, **values):
        return self.cycles.create(
            {
                "company_id": self.company.id,
                "period_kind": "quarter",
                "date_start": date(2026, 2, 5),
                "template_ids": [Command.set(values.pop("template", self.template).ids)],
                **values,
            }
        )

    def _started(self, **values):
        cycle = self._cycle(**values)
        cycle.action_start()
        return cycle

    def _form(self, cycle, employee=None):
        return cycle.sudo().appraisal_ids.filtered(lambda form: form.employee_id == (employee or self.subject))

    def _nominate(self, form, raters):
        rows = self.env["service.appraisal.feedback"]
        for rater in raters:
            row = rows.with_user(form.employee_id.user_id).create({"appraisal_id": form.id, "rater_id": rater.id})
            row.with_user(self.manager).action_approve()
            rows |= row
        return rows

    def _answer(self, row, stars, comment=False):
        """Answer as the reviewer does it, through the form of questions."""
        user = row.sudo().rater_id.user_id
        review = self.env["service.appraisal.review"].with_user(user)
        review = review.with_context(default_feedback_id=row.id).create(
            {**review.with_context(default_feedback_id=row.id).default_get(["feedback_id", "line_ids"])}
        )
        review.line_ids.write({"stars": str(stars), "comment": comment})
        review.action_submit()
        return review

    def _row(self, form, role):
        return form.feedback_ids.filtered(lambda row: row.role == role)

    def _collected(self, stars=(5, 4, 3), **values):
        cycle = self._started(**values)
        form = self._form(cycle)
        for row, given in zip(self._nominate(form, self.peers[: len(stars)]), stars, strict=True):
            self._answer(row, given)
        self._answer(self._row(form, "manager"), 5)
        return cycle, form


@tagged("post_install", "-at_install")
class TestAppraisal(AppraisalCase):
    def test_weights_must_add_up(self):
        for values in ({"weight_self": 10}, {"weight_manager": 150, "weight_peer": -50}):
            with self.assertRaises(ValidationError):
                self._template(**values)
        with self.assertRaises(ValidationError):
            self.template.section_ids[0].weight = 60
        with self.assertRaises(ValidationError):
            self.template.section_ids[1].item_ids.weight = 60
        with self.assertRaises(ValidationError):
            self.scale.grade_ids.filtered(lambda grade: grade.lower == 0).lower = 10
        for values in ({"anonymous_min": 2}, {"pool_min": 1}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self.template.write(values)
                self.env.flush_all()

    def test_forms_are_made_once_and_late_joiners_added(self):
        cycle = self._cycle()
        self.assertEqual((cycle.date_start, cycle.date_end), (QUARTER, date(2026, 3, 31)))
        self.assertEqual(cycle.missing_count, 6)
        cycle.action_start()
        cycle.action_generate()
        cycle.invalidate_recordset()
        self.assertEqual((cycle.appraisal_count, cycle.missing_count), (6, 0))
        joiner = self._employee(self._user("joiner"))
        cycle.invalidate_recordset()
        self.assertEqual(cycle.missing_count, 1)
        cycle.action_generate()
        self.assertTrue(self._form(cycle, joiner))
        self.assertEqual(self._form(cycle).line_ids.mapped("weight"), [50, 50])

    def test_a_post_has_its_own_template(self):
        own = self._template(job_ids=[Command.set(self.job.ids)])
        cycle = self._started(template=self.template | own)
        self.assertEqual(self._form(cycle).template_id, own)
        self.assertEqual(self._form(cycle, self.boss).template_id, self.template)

    def test_a_later_change_of_the_template_changes_no_form(self):
        cycle = self._started()
        self.template.section_ids.write({"name": "Other"})
        self.assertEqual(self._form(cycle).line_ids.mapped("section"), ["Results", "Attitude"])

    def test_score_grade_and_rank(self):
        self._clocks(self.ann, 9, 1)
        self._clocks(self.bob, 4, 1)
        cycle, form = self._collected()
        cycle.action_calibrate()
        # peers: 4 of 5 stars are 75 points, the superior's 5 are 100, half and half; the indicator is at its target
        self.assertEqual(form.line_ids.mapped("score"), [100, 87.5])
        self.assertEqual((form.score, form.grade_id), (93.75, self.grades["A"]))
        other = self._form(cycle, self.employees[1])
        # 0.8 of 0.9 is 88.89 %: 44.44 points; nobody rated, so the weight of that goes to the indicator
        self.assertEqual(other.line_ids.mapped("shared_weight"), [100, 0])
        self.assertEqual((other.score, other.grade_id), (44.44, self.grades["D"]))
        self.assertEqual((form.rank, other.rank, form.rank_of), (1, 2, 2))
        self.assertFalse(self._form(cycle, self.boss).judged, "nothing can be judged: no score, no grade, no rank")
        self.assertFalse(self._form(cycle, self.boss).grade_id)

    def test_who_was_mostly_away_is_not_ranked(self):
        self._clocks(self.ann, 9, 1)
        self._clocks(self.bob, 9, 1)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.subject.resource_id.id,
                "calendar_id": self.subject.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 1, 1),
                "date_to": datetime(2026, 3, 1),
            }
        )
        cycle = self._started()
        cycle.action_calibrate()
        self.assertLess(self._form(cycle).presence, 0.5)
        self.assertEqual(self._form(cycle).rank, 0)
        self.assertEqual(self._form(cycle).score, 100)
        self.assertEqual(self._form(cycle, self.employees[1]).rank, 1)

    def test_customers_are_reviewers_too(self):
        template = self._template(weight_peer=0, weight_customer=50, customer_min=2)
        template.section_ids.item_ids.by_customer = True
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "T", "description": "D", "user_id": self.ann.id, "company_id": self.company.id}
        )
        ratings = self.env["rating.rating"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": ticket.id,
                    "rated_partner_id": self.ann.partner_id.id,
                    "rating": stars,
                    "consumed": True,
                }
                for stars in (5, 4)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE rating_rating SET rated_on = %s WHERE id IN %s", (NOON, tuple(ratings.ids)))
        cycle = self._started(template=template)
        self._answer(self._row(self._form(cycle), "manager"), 3)
        cycle.action_calibrate()
        # 4.5 stars are 87.5 points, 3 are 50
        self.assertEqual(self._form(cycle).score, 68.75)

    def test_quarters_roll_up_into_the_year(self):
        year = self._template(name="Year")
        year.section_ids[1].write(
            {"kind": "earlier", "item_ids": [Command.clear(), Command.create({"name": "Quarters", "weight": 100})]}
        )
        self._clocks(self.ann, 9, 1)
        cycle, form = self._collected()
        self._publish_and_close(cycle)
        self.assertEqual(form.score, 93.75)
        yearly = self._started(period_kind="year", template=year)
        yearly.action_calibrate()
        self.assertEqual(self._form(yearly).line_ids.mapped("score"), [100, 93.75])

    def _publish_and_close(self, cycle):
        cycle.action_calibrate()
        cycle.action_publish()
        cycle.sudo().write({"answer_until": date(2026, 12, 31)})
        cycle.action_close()

    def test_the_score_so_far_and_its_cases(self):
        clocks = self._clocks(self.ann, 4, 1, at=NOON)
        cycle = self._started()
        self.measures._measure(self.company, self.kpi, QUARTER, date(2026, 3, 31))
        form = self._form(cycle).with_user(self.ann)
        self.assertEqual(form.score_so_far, "44.44")
        line = form.line_ids[0]
        self.assertEqual((line.figure_text, line.score_text), ("80.0 %", "44.44"))
        action = line.action_view_evidence()
        self.assertEqual(set(self.env[action["res_model"]].search(action["domain"]).ids), set(clocks.ids))

    # Calibration, publication, appeal

    def test_grades_move_with_a_reason_and_both_are_kept(self):
        self._clocks(self.ann, 9, 1)
        cycle, form = self._collected()
        cycle.action_calibrate()
        session = self.env["service.calibration"].with_user(self.officer).create({"cycle_id": cycle.id})
        self.assertIn("+0.0", session.severity_text)
        move = (
            self.env["service.calibration.move"]
            .with_user(self.officer)
            .create(
                {
                    "calibration_id": session.id,
                    "appraisal_id": form.id,
                    "new_grade_id": self.grades["B"].id,
                    "reason": "Others had harder cases",
                }
            )
        )
        self.assertEqual((move.old_grade_id, form.grade_id), (self.grades["A"], self.grades["B"]))
        self.assertEqual(form.computed_grade_id, self.grades["A"])
        for attempt in (lambda: move.sudo().write({"reason": "x"}), lambda: move.sudo().unlink()):
            with self.assertRaises(UserError):
                attempt()
        cycle.action_publish()
        with self.assertRaises(UserError):
            move.copy()

    def test_a_limit_blocks_the_publication_and_small_departments_are_pooled(self):
        self.grades["A"].max_share = 20
        self.template.write({"distribution": "limit", "pool_min": 2})
        self._clocks(self.ann, 9, 1)
        self._clocks(self.bob, 9, 1)
        cycle = self._started()
        cycle.action_calibrate()
        self.assertIn("2", cycle.distribution_text)
        with self.assertRaises(UserError):
            cycle.action_publish()
        self.template.distribution = "guide"
        cycle.action_publish()
        self.assertEqual(cycle.state, "published")

    def test_acknowledge_appeal_and_outcome(self):
        self._clocks(self.ann, 9, 1)
        cycle, form = self._collected()
        cycle.action_calibrate()
        self.assertFalse(form.with_user(self.ann)._filtered_access("read"), "not before it is published")
        cycle.action_publish()
        mine = form.with_user(self.ann)
        self.assertTrue(mine.can_answer)
        reply = self.env["service.appraisal.reply"]
        with self.assertRaises(AccessError):
            reply.with_user(self.bob).create({"appraisal_id": form.id, "answer": "agreed"}).action_send()
        with self.assertRaises(UserError):
            reply.with_user(self.manager).create({"appraisal_id": form.id, "answer": "agreed"}).action_send()
        with self.assertRaises(UserError):
            reply.with_user(self.ann).create({"appraisal_id": form.id, "answer": "appealed"}).action_send()
        reply.with_user(self.ann).create(
            {"appraisal_id": form.id, "answer": "appealed", "reason": "Look at March"}
        ).action_send()
        self.assertEqual((form.appeal_state, form.reviewer_id), ("open", self.officer))
        with self.assertRaises(UserError):
            cycle.action_close()
        decision = {
            "appraisal_id": form.id,
            "outcome": "upheld",
            "grade_id": self.grades["B"].id,
            "reason": "March was counted twice",
        }
        for user in (self.ann, self.manager):
            with self.assertRaises(UserError):
                self.env["service.appraisal.decision"].with_user(user).create(decision).action_decide()
        self.env["service.appraisal.decision"].with_user(self.officer).create(decision).action_decide()
        adjustment = form.adjustment_ids
        self.assertEqual((adjustment.old_grade_id, adjustment.new_grade_id), (self.grades["A"], self.grades["B"]))
        self.assertEqual((form.grade_id, adjustment.user_id), (self.grades["B"], self.officer))

    def test_the_window_to_answer_ends(self):
        cycle, form = self._collected()
        cycle.action_calibrate()
        cycle.action_publish()
        with self.assertRaises(UserError):
            cycle.action_close()
        cycle.sudo().write({"answer_until": date.today() - timedelta(days=2)})
        self.assertFalse(form.with_user(self.ann).can_answer)

    def test_nobody_writes_results(self):
        cycle, form = self._collected()
        for user in (self.ann, self.manager, self.officer):
            for record in (form, form.line_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"score": 100})
        with self.assertRaises(UserError):
            cycle.write({"state": "published"})
        with self.assertRaises(UserError):
            form.with_user(self.officer).unlink()

    # Freeze

    def _closed(self):
        self._clocks(self.ann, 9, 1)
        cycle, form = self._collected()
        self._publish_and_close(cycle)
        self.env.flush_all()
        return cycle, form

    def _findings(self, cycle):
        self.env.invalidate_all()
        return cycle.sudo()._find_changes()

    def test_a_closed_cycle_stays_as_it_was(self):
        cycle, form = self._closed()
        self.assertEqual(self._findings(cycle), [])
        self.template.section_ids.write({"name": "Other"})
        self.grades["A"].lower = 95
        self.subject.write({"department_id": self.service.id, "parent_id": self.peers[0].id})
        self.env["service.clock"].sudo().search([("user_id", "=", self.ann.id)]).write({"result": "missed"})
        self.measures._measure(self.company, self.kpi, QUARTER, date(2026, 3, 31))
        self.env.flush_all()
        self.assertEqual(self._findings(cycle), [])
        self.assertEqual((form.score, form.grade_id, form.department_id), (93.75, self.grades["A"], self.hotline))
        with self.assertRaises(UserError):
            form.sudo().write({"score": 100})

    def test_every_tampering_with_a_closed_form_is_found(self):
        cycle, form = self._closed()
        line = form.line_ids[0]
        for statement in (
            f"UPDATE service_appraisal SET score = 99 WHERE id = {form.id}",
            f"UPDATE service_appraisal SET grade_id = {self.grades['B'].id} WHERE id = {form.id}",
            f"UPDATE service_appraisal SET rank = 5 WHERE id = {form.id}",
            f"UPDATE service_appraisal SET answer = 'agreed' WHERE id = {form.id}",
            f"UPDATE service_appraisal SET snapshot = replace(snapshot, '93.75', '99.75') WHERE id = {form.id}",
            f"UPDATE service_appraisal SET content_hash = repeat('0', 64) WHERE id = {form.id}",
            f"UPDATE service_appraisal_line SET score = 1 WHERE id = {line.id}",
            f"UPDATE service_appraisal_line SET weight = 60 WHERE id = {line.id}",
            f"DELETE FROM service_appraisal_role_score WHERE line_id = {form.line_ids[1].id}",
            f"UPDATE service_appraisal_cycle SET chain_head = repeat('0', 64) WHERE id = {cycle.id}",
            "DELETE FROM service_appraisal WHERE id = (SELECT MAX(id) FROM service_appraisal)",
        ):
            with self.subTest(statement):
                self.env.cr.execute("SAVEPOINT tampering")
                self.env.cr.execute(statement)
                self.assertTrue(self._findings(cycle), statement)
                self.env.cr.execute("ROLLBACK TO SAVEPOINT tampering")
                self.assertEqual(self._findings(cycle), [])

    def test_a_closed_grade_changes_by_adjustment_alone(self):
        cycle, form = self._closed()
        adjustments = self.env["service.appraisal.adjustment"]
        values = {"appraisal_id": form.id, "new_grade_id": self.grades["B"].id, "reason": "Cases counted twice"}
        for user in (self.ann, self.manager):
            with self.assertRaises(AccessError):
                adjustments.with_user(user).create(values)
        adjustment = adjustments.with_user(self.officer).create({**values, "user_id": self.manager.id})
        self.assertEqual((adjustment.user_id, adjustment.after_close), (self.officer, True))
        self.assertEqual((form.grade_id, adjustment.old_grade_id), (self.grades["B"], self.grades["A"]))
        self.env.flush_all()
        self.assertEqual(self._findings(cycle), [], "an adjustment is no tampering")
        for attempt in (lambda: adjustment.sudo().write({"reason": "x"}), lambda: adjustment.sudo().unlink()):
            with self.assertRaises(UserError):
                attempt()
