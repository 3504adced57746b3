from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..engine.shrinkage import shrink
from .common import APRIL, MARCH, NOON, KpiCase


@tagged("post_install", "-at_install")
class TestMeasure(KpiCase):
    def test_every_subject_gets_its_own_cases_and_those_below(self):
        self._clocks(self.ann, 3, 1)
        self._clocks(self.bob, 1, 1)
        self._clocks(None, 0, 2, team_id=self.region.id)
        self.measure()
        ann, bob = self.employees
        for subject, expected in (
            (ann, (0.75, 4)),
            (bob, (0.5, 2)),
            (self.team, (round(4 / 6, 6), 6)),
            (self.region, (0.5, 8)),
            (self.hotline, (round(4 / 6, 6), 6)),
            (self.service, (round(4 / 6, 6), 6)),
            (self.company, (0.5, 8)),
        ):
            self.assertEqual(self.numbers(subject), expected, subject.display_name)

    def test_no_data_is_not_zero(self):
        ann, bob = self.employees
        self._clocks(self.ann, 0, 4)
        self._clocks(self.bob, 1, 0)
        self.measure()
        zero, few = self.figure(ann), self.figure(bob)
        self.assertEqual((zero.state, zero.score_text, zero.value_text), ("ok", "0.00", "0.0 %"))
        self.assertEqual((few.state, few.score_text), ("few", ""))
        self.assertIn("1", few.value_text)
        self.assertFalse(self.figure(self.boss))

    def test_what_is_counted_no_more_is_emptied(self):
        clocks = self._clocks(self.ann, 3, 1)
        self.measure()
        clocks.sudo().unlink()
        self.measure()
        figure = self.figure(self.employees[0])
        self.assertEqual((figure.state, figure.n, figure.value_text), ("none", 0, "no data"))

    def test_waived_and_open_promises_do_not_count(self):
        self._clocks(self.ann, 2, 0)
        self._clocks(self.ann, 1, 0, result="waived")
        self._clocks(self.ann, 1, 0).sudo().write({"result": False, "state": "running"})
        self.measure()
        self.assertEqual(self.numbers(self.employees[0])[1], 2)

    def test_a_day_is_the_companys(self):
        """23:30 UTC on the last of March is the first of April in Shanghai."""
        self._clocks(self.ann, 2, 0, at=datetime(2026, 3, 31, 23, 30))
        self._clocks(self.ann, 2, 1, at=datetime(2026, 3, 31, 15, 59, 59))
        self.measure(MARCH, date(2026, 4, 30))
        self.assertEqual(self.numbers(self.employees[0])[1], 3)
        self.assertEqual(self.numbers(self.employees[0], start=APRIL)[1], 2)

    def test_longer_periods_are_sums_not_means_of_means(self):
        self._clocks(self.ann, 9, 1)
        self._clocks(self.ann, 0, 2, at=datetime(2026, 2, 10, 12))
        self.measure(date(2026, 1, 1), date(2026, 3, 31))
        ann = self.employees[0]
        self.assertEqual(self.numbers(ann, kind="quarter", start=date(2026, 1, 1)), (0.75, 12))
        self.assertEqual(self.numbers(ann, kind="year", start=date(2026, 1, 1)), (0.75, 12))

    def test_days_and_weeks_where_asked_for(self):
        self._clocks(self.ann, 3, 1)
        self.measure()
        self.assertFalse(self.figure(self.employees[0], kind="day", start=NOON.date()))
        kpi = self._kpi(name="Daily", daily=True)
        self.measure(kpi=kpi)
        self.assertEqual(self.numbers(self.employees[0], kind="day", start=NOON.date(), kpi=kpi), (0.75, 4))
        self.assertEqual(self.numbers(self.employees[0], kind="week", start=date(2026, 3, 9), kpi=kpi), (0.75, 4))

    def test_who_moves_to_another_department_leaves_the_figures_there(self):
        other = self.env["hr.department"].create({"name": "Other", "company_id": self.company.id})
        ann = self.employees[0]
        ann.create_version({"date_version": date(2026, 3, 15), "department_id": other.id})
        self._clocks(self.ann, 2, 0)
        self._clocks(self.ann, 0, 3, at=datetime(2026, 3, 20, 12))
        self.measure()
        self.assertEqual(self.numbers(ann), (0.4, 5))
        self.assertEqual(self.numbers(self.hotline), (1.0, 2))
        self.assertEqual(self.numbers(other), (0.0, 3))

    # Fairness

    def test_small_samples_are_drawn_to_the_team(self):
        kpi = self._kpi(shrink=10)
        self._clocks(self.ann, 2, 0)
        self._clocks(self.bob, 10, 8)
        self.measure(kpi=kpi)
        figure = self.figure(self.employees[0], kpi=kpi)
        self.assertEqual(figure.raw_value, 1.0)
        self.assertAlmostEqual(figure.value, round(shrink(2, 2, 12 / 20, 10), 4), 4)
        self.assertAlmostEqual(self.figure(self.team, kpi=kpi).value, 0.6, 4)

    def test_hard_cases_are_evened_out(self):
        """Both reach what the company reaches on their kind of case: nobody is better."""
        kpi = self._kpi(case_mix=True)
        easy, hard = self.env["helpdesk.ticket.category"].create([{"name": "Easy"}, {"name": "Hard"}])
        self._clocks(self.ann, 9, 1, category_id=easy.id)
        self._clocks(self.bob, 5, 5, category_id=hard.id)
        self.measure(kpi=kpi)
        for employee, raw in zip(self.employees, (0.9, 0.5), strict=True):
            figure = self.figure(employee, kpi=kpi)
            self.assertAlmostEqual(figure.raw_value, raw, 4)
            self.assertAlmostEqual(figure.expected / figure.denominator, raw, 4)
            self.assertAlmostEqual(figure.value, 0.7, 4)

    def test_response_rate_of_customers(self):
        kpi = self._kpi(source="csat")
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "T",
                "description": "D",
                "user_id": self.ann.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
            }
        )
        common = {
            "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
            "res_id": ticket.id,
            "rated_partner_id": self.ann.partner_id.id,
        }
        ratings = self.env["rating.rating"].create(
            [
                *({**common, "rating": stars, "consumed": True} for stars in (5, 4, 3)),
                common,
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rating_rating SET create_date = %s, rated_on = %s WHERE id IN %s", (NOON, NOON, tuple(ratings.ids))
        )
        self.measure(kpi=kpi)
        figure = self.figure(self.employees[0], kpi=kpi)
        self.assertEqual((figure.n, figure.asked, figure.response_rate), (3, 4, 0.75))
        self.assertAlmostEqual(figure.raw_value, 2 / 3, 4)

    def test_leave_is_no_reproach(self):
        """Ten cases in the ten working days that were left."""
        kpi = self._kpi(source="closed", calculation="per_day", unit="per_day", target=1)
        closed = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "T",
                    "description": "D",
                    "user_id": self.ann.id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "stage_id": closed.id,
                }
            ]
            * 10
        )
        tickets.write({"closed_date": NOON})
        ann = self.employees[0]
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": ann.resource_id.id,
                "calendar_id": ann.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 3, 16),
                "date_to": datetime(2026, 3, 31, 15, 59, 59),
            }
        )
        self.measure(kpi=kpi)
        figure = self.figure(ann, kpi=kpi)
        self.assertEqual((figure.numerator, figure.denominator, figure.value), (10, 10, 1))
        self.assertEqual(self.figure(self.team, kpi=kpi).denominator, 10)
        # January and February have 42 working days, in which nothing was closed
        quarter = self.figure(ann, "quarter", date(2026, 1, 1), kpi=kpi)
        self.assertEqual((quarter.numerator, quarter.denominator), (10, 52))
        span = self.measures._judge_span(kpi, self.company, "month", date(2026, 2, 23), date(2026, 3, 31))
        self.assertEqual((span["employee", ann.id]["numerator"], span["employee", ann.id]["denominator"]), (10, 15))

    # Targets and scores

    def test_the_most_specific_target_holds(self):
        kpi = self._kpi(
            target=None,
            target_ids=[
                Command.create({"value": 0.9}),
                Command.create({"value": 0.8, "team_id": self.region.id}),
                Command.create({"value": 0.7, "job_id": self.job.id}),
                Command.create({"value": 0.6, "job_id": self.job.id, "period_kind": "quarter"}),
            ],
        )
        self._clocks(self.ann, 3, 1)
        self.measure(kpi=kpi)
        ann = self.employees[0]
        self.assertEqual(self.figure(ann, kpi=kpi).target, 0.7)
        self.assertEqual(self.figure(ann, kind="quarter", start=date(2026, 1, 1), kpi=kpi).target, 0.6)
        self.assertEqual(self.figure(self.team, kpi=kpi).target, 0.8)
        self.assertEqual(self.figure(self.company, kpi=kpi).target, 0.9)

    def test_a_target_over_a_base_period(self):
        change = {"basis": "change", "change_percent": 20, "base_start": "2025-12-01", "base_end": "2026-01-31"}
        kpi = self._kpi(target=None, target_ids=[Command.create(change)])
        self._clocks(self.ann, 1, 3, at=datetime(2025, 12, 31, 12))
        self._clocks(self.ann, 4, 2, at=datetime(2026, 1, 31, 12))
        for user in self.users:
            self._clocks(user, 3, 2)
        self.measure(kpi=kpi)
        self.assertAlmostEqual(self.figure(self.employees[0], kpi=kpi).target, 0.6, 4)
        self.assertEqual(self.figure(self.employees[0], kpi=kpi).score, 100)
        self.assertAlmostEqual(self.figure(self.employees[1], kpi=kpi).target, 0.6, 4, "the company's base")
        kpi = self._kpi(target=None, target_ids=[Command.create({**change, "change_percent": 500})])
        self.measure(kpi=kpi)
        self.assertEqual(self.figure(self.company, kpi=kpi).target, 1, "a share cannot exceed the whole")

    def test_scores_follow_the_achievement(self):
        """0.75 of 0.8 is an achievement of 93.75 %."""
        self._clocks(self.ann, 3, 1)
        for values, expected in (
            ({}, 68.75),
            ({"curve": "stepped", "steps": "90: 60, 100: 100"}, 60),
            ({"direction": "down", "zero_percent": 200}, 100),
            ({"direction": "band", "tolerance_percent": 5, "zero_percent": 55}, 96.88),
        ):
            kpi = self._kpi(target=0.8, **values)
            self.measure(kpi=kpi)
            self.assertEqual(self.figure(self.employees[0], kpi=kpi).score, expected, values)

    def test_curves_that_make_no_sense_are_refused(self):
        for values in (
            {"direction": "down", "zero_percent": 80},
            {"direction": "up", "zero_percent": 120},
            {"curve": "stepped", "steps": "many"},
            {"curve": "stepped", "steps": "80: 60, 90: 50"},
            {"direction": "band", "tolerance_percent": 30, "zero_percent": 80},
        ):
            with self.assertRaises(ValidationError, msg=values):
                self._kpi(**values)
        with self.assertRaises(ValidationError):
            self._kpi(target=-1)

    # Versions

    def test_an_indicator_in_force_is_not_edited(self):
        with self.assertRaises(UserError):
            self.kpi.min_n = 1
        with self.assertRaises(UserError):
            self.kpi.with_user(self.officer).target_ids.value = 0.1
        with self.assertRaises(UserError):
            self.kpi.with_user(self.officer).write({"target_ids": [Command.create({"value": 0.1})]})
        with self.assertRaises(UserError):
            self.kpi.unlink()
        self.kpi.description = "Said better"

    def test_periods_keep_the_version_they_began_with(self):
        self._clocks(self.ann, 3, 1, at=datetime(2026, 2, 10, 12))
        self._clocks(self.ann, 3, 1)
        draft = self.env["service.kpi"].browse(self.kpi.action_new_version()["res_id"])
        self.assertEqual(self.kpi.action_new_version()["res_id"], draft.id, "one draft at a time")
        draft.target_ids.value = 0.5
        draft.valid_from = MARCH
        draft.action_put_in_force()
        self.assertEqual(self.kpi.valid_to, MARCH - timedelta(days=1))
        self.assertEqual(draft.root_id, self.kpi)
        self.measure(date(2026, 2, 1), date(2026, 3, 31))
        february = self.figure(self.employees[0], start=date(2026, 2, 1))
        march = self.figure(self.employees[0])
        self.assertEqual((february.kpi_id, february.target), (self.kpi, 0.9))
        self.assertEqual((march.kpi_id, march.target), (draft, 0.5))
        self.assertEqual(self.numbers(self.employees[0], kind="quarter", start=date(2026, 1, 1)), (0.75, 8))

    def test_the_scheduled_action_measures_every_company(self):
        self._clocks(self.ann, 3, 1, at=datetime.now().replace(hour=4) - timedelta(days=2))
        with self.enter_registry_test_mode():
            self.env.ref("service_kpi.ir_cron_measure").with_user(
                self.env.ref("base.user_root")
            ).method_direct_trigger()
        self.assertTrue(self.measures.search([("employee_id", "=", self.employees[0].id), ("n", "=", 4)]))
