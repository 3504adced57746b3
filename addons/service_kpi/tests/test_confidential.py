from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_appraisal import AppraisalCase

MONTHS = {1: date(2026, 1, 1), 2: date(2026, 2, 1), 3: date(2026, 3, 1)}


@tagged("post_install", "-at_install")
class TestConfidential(AppraisalCase):
    """What customers answered about Ann: who looks again and again, or subtracts, finds no single answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stars = cls._kpi(name="Stars", source="rating", min_n=3, target=4, unit="number", daily=True)

    def _rate(self, month, *stars, user=None):
        user = user or self.ann
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Case",
                "description": "It is broken",
                "team_id": self.team.id,
                "company_id": self.company.id,
                "user_id": user.id,
            }
        )
        common = {
            "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
            "res_id": ticket.id,
            "rated_partner_id": user.partner_id.id,
            "consumed": True,
        }
        ratings = self.env["rating.rating"].create([{**common, "rating": given} for given in stars])
        at = MONTHS[month].replace(day=10)
        self.env.cr.execute(
            "UPDATE rating_rating SET create_date = %s, rated_on = %s WHERE id = ANY(%s)", (at, at, ratings.ids)
        )
        ratings.invalidate_recordset()

    def _close(self, kind, start):
        period = self.env["service.kpi.period"].create(
            {"company_id": self.company.id, "kind": kind, "date_start": start}
        )
        period.action_close()
        return period

    def _close_quarter(self):
        for start in MONTHS.values():
            self._close("month", start)
        return self._close("quarter", MONTHS[1])

    def _seen(self, user, subject="employee"):
        """The figures of the stars that a user finds: ``{(period kind, first month)}``."""
        found = self.measures.with_user(user).search(
            [("root_id", "=", self.stars.id), ("subject_kind", "=", subject), ("n", ">", 0)]
        )
        if subject == "employee":
            found = found.filtered(lambda row: row.employee_id.sudo().user_id == self.ann)
        return {(row.period_kind, row.date_start.month) for row in found}

    def test_an_open_figure_is_not_shown_to_the_person(self):
        self._rate(1, 5, 4, 3, 2)
        self.measure(MONTHS[1], kpi=self.stars)
        figure = self.figure(self.subject, start=MONTHS[1], kpi=self.stars)
        self.assertEqual((figure.n, figure.state), (4, "ok"))
        own = figure.with_user(self.ann)
        attacks = (
            lambda: own.read(["numerator", "value", "n"]),
            lambda: own._export_rows([["numerator"], ["n"]]),
            lambda: own.action_view_evidence(),
            lambda: own.read(["previous_text", "value_text"]),
        )
        for attack in attacks:
            with self.assertRaises(AccessError):
                attack()
        self.assertFalse(self._seen(self.ann))
        self.assertFalse(self._seen(self.ann, "team"), "the team's moves with each answer as well")
        hers = [("root_id", "=", self.stars.id), ("employee_id", "=", self.subject.id)]
        rows = self.measures.with_user(self.ann)._read_group(hers, ["period_kind"], ["numerator:sum", "n:sum"])
        self.assertFalse(rows)
        self.assertFalse(self.measures.with_user(self.ann).search([*hers, ("numerator", ">", 0)]))
        for user in (self.manager, self.leader, self.officer):
            self.assertIn(("month", 1), self._seen(user), "who leads looks")

    def test_whoever_leads_does_not_look_at_the_own(self):
        self.subject.user_id.group_ids += self.env.ref("service_quality.service_quality_group_manager")
        self.subject.user_id.group_ids += self.env.ref("service_kpi.service_kpi_group_officer")
        self._rate(1, 5, 4, 3, 2)
        self.measure(MONTHS[1], kpi=self.stars)
        self.assertFalse(self._seen(self.ann))

    def test_months_are_shown_with_their_quarter(self):
        for month in MONTHS:
            self._rate(month, 5, 4, 3)
        self._close("month", MONTHS[1])
        self.assertFalse(self._seen(self.ann))
        self._close("month", MONTHS[2])
        self._close("month", MONTHS[3])
        self._close("quarter", MONTHS[1])
        self.assertEqual(self._seen(self.ann), {("month", 1), ("month", 2), ("month", 3), ("quarter", 1)})

    def test_no_month_is_the_quarter_less_the_others(self):
        self._rate(1, 5, 4, 3)
        self._rate(2, 1, 2, 1, 5)
        self._rate(3, 4, 4)
        self._close_quarter()
        self.assertEqual(self._seen(self.ann), set(), "two answers in March would be the difference")

    def test_many_in_small_months_hide_the_months_alone(self):
        self._rate(1, 5, 4)
        self._rate(2, 1, 2)
        self._rate(3, 4, 4, 4)
        quarter = self._close_quarter()
        self.assertEqual(self._seen(self.ann), {("quarter", 1)})
        self.assertEqual(quarter._find_changes(), [], "who may look is no part of what was closed")

    def test_the_form_tells_nothing_while_answers_come_in(self):
        template = self._template(name="Stars count")
        template.section_ids[0].item_ids.kpi_id = self.stars
        self._rate(1, 5, 4, 3, 2)
        self.measure(MONTHS[1], date(2026, 3, 28), kpi=self.stars)
        cycle = self._started(template=template)
        form = self._form(cycle).with_user(self.ann)
        line = form.line_ids.filtered("root_id")
        before = (form.score_so_far, line.figure_text, line.score_text, line.evidence_count)
        self.assertIn("closed", line.figure_text)
        with self.assertRaises(UserError):
            line.action_view_evidence()
        self._rate(1, 1)
        self.measure(MONTHS[1], date(2026, 3, 28), kpi=self.stars)
        form.invalidate_recordset()
        line.invalidate_recordset()
        self.assertEqual((form.score_so_far, line.figure_text, line.score_text, line.evidence_count), before)
        cycle.action_calibrate()
        cycle.action_publish()
        form.invalidate_recordset()
        line.invalidate_recordset()
        self.assertEqual((line.figure_text, line.score_text), ("3", "0.00"), "judged by it, and told so")
        unanswered = self._form(cycle, self.employees[1]).line_ids.filtered("root_id")
        self.assertEqual(unanswered.figure_text, "no data", "the period is closed: nothing is awaited any more")

    def test_other_figures_stay_open(self):
        self._clocks(self.ann, met=3, missed=0)
        self.measure()
        own = self.figure(self.subject).with_user(self.ann)
        self.assertEqual((own.n, own.value), (3, 1))

    def test_leaderboards_wait_for_the_close(self):
        board = self.env["service.leaderboard"].create(
            {"root_id": self.stars.id, "company_id": self.company.id, "top": 1, "min_people": 4}
        )
        people = [self.ann, self.bob, *(peer.user_id for peer in self.peers)]
        for number, user in enumerate(people, start=1):
            self._rate(1, *([number] * 3), user=user)
        self.measure(MONTHS[1], kpi=self.stars)
        board._rank_period(MONTHS[1], date(2026, 1, 31))
        self.assertFalse(board.place_ids)
        self._close("month", MONTHS[1])
        board._rank_period(MONTHS[1], date(2026, 1, 31))
        self.assertEqual(sorted(board.place_ids.mapped("place")), [1, 2, 3, 4, 5])
        self.assertEqual((set(board.place_ids.mapped("value")), set(board.place_ids.mapped("value_text"))), ({0}, {""}))

    def test_an_improvement_plan_tells_the_result_alone(self):
        self._rate(3, 5, 5, 4)
        plan = self.env["service.improvement.plan"].create(
            {
                "employee_id": self.subject.id,
                "company_id": self.company.id,
                "date_start": MONTHS[3],
                "duration": "month",
                "goal_ids": [Command.create({"root_id": kpi.id}) for kpi in (self.stars, self.kpi)],
            }
        )
        self._clocks(self.ann, met=4, missed=0)
        plan.action_start()
        plan.review_ids[0].action_done()
        self.assertEqual(plan.review_ids[0].figures, "Promises: 100.00")
        goal = plan.goal_ids[0]
        self.assertEqual(goal.result, "open", "it must not be seen to move")
        plan.action_judge()
        seen = goal.with_user(self.ann).read(["result", "score", "score_text", "value_text"])[0]
        self.assertEqual(
            (seen["result"], seen["score"], seen["score_text"], seen["value_text"]), ("met", 0.0, "–", False)
        )
        self.assertEqual((plan.state, plan.goal_ids[1].score_text), ("met", "100.00"))
