"""Arrivals, results and certificates of one person in two transactions at once: each counts once."""

from datetime import date

from parallel_training import ParallelTrainingCase

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestParallelTraining(ParallelTrainingCase):
    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            self.enrollment = self._enroll(cr).id

    def _read(self, model, domain):
        with self.registry.cursor() as cr:
            return self._env(cr)[model].search(domain, order="id").read(load=None)

    def test_two_taps_are_one_arrival(self):
        def arrive(cr, _number):
            env = self._env(cr)
            slot = env["training.session"].browse(self.session).slot_ids
            slot.with_user(self.user)._check_in(env["res.users"].browse(self.user), "127.0.0.1")

        self._at_once(arrive)
        [row] = self._read("training.attendance", [("session_id", "=", self.session)])
        self.assertEqual((row["state"], row["source"], row["hours"]), ("present", "code", 1))

    def test_neighbours_do_not_wait_for_each_other(self):
        """A class scans the code in the same minute: nobody is told to try again."""
        with self.registry.cursor() as cr:
            self._env(cr)["training.session"].browse(self.session).capacity = 2
            self._enroll(cr, 1)
        with self.registry.cursor() as one, self.registry.cursor() as two:
            for cr, person in ((one, 0), (two, 1)):
                cr.execute("SET LOCAL lock_timeout = '5s'")
                env = self._env(cr)
                slot = env["training.session"].browse(self.session).slot_ids
                enrollment = slot.session_id.enrollment_ids.filtered_domain([("partner_id", "=", self.people[person])])
                rows = slot.attendance_ids.with_user(self.user)
                rows._record_arrival(enrollment, slot, slot.start)
                env.flush_all()
            two.commit()
            one.commit()
        self.assertEqual(len(self._read("training.attendance", [("session_id", "=", self.session)])), 2)

    def test_one_result(self):
        decided = []

        def decide(cr, _number):
            enrollment = self._env(cr)["training.enrollment"].browse(self.enrollment)
            decided.append(len(enrollment._decide(final=True)))

        self._at_once(decide)
        self.assertEqual(decided, [1, 0])
        [row] = self._read("training.enrollment", [("session_id", "=", self.session), ("attempt", "=", 1)])
        self.assertEqual(row["result"], "failed")
        self.assertEqual(len(self._read("training.need", [("course_id", "=", self.course)])), 1)
        coaching = [("res_model", "=", "training.enrollment"), ("res_id", "=", self.enrollment)]
        self.assertEqual(len(self._read("mail.activity", coaching)), 1)

    def _grant(self, cr, person, day):
        env = self._env(cr)
        values = {"partner_id": self.people[person], "course_id": self.course, "company_id": env.company.id}
        return env["training.certificate"]._grant([{**values, "issued": day}])

    def test_of_two_certificates_of_a_person_one_is_superseded(self):
        self._at_once(lambda cr, number: self._grant(cr, 0, date(2026, 3, 1 + number)))
        older, newer = self._read("training.certificate", [("course_id", "=", self.course)])
        self.assertNotEqual(older["number"], newer["number"])
        self.assertEqual((older["superseded_by_id"], newer["superseded_by_id"]), (newer["id"], False))

    def test_the_first_numbers_of_a_year(self):
        """Numbers begin anew each year: who makes the first range of it is alone, the other goes on in it."""
        ranges = [("sequence_id.code", "=", "training.certificate"), ("date_from", "=", "2001-01-01")]
        self.assertFalse(self._read("ir.sequence.date_range", ranges))
        self.addCleanup(self._delete_ranges, ranges)
        self._at_once(lambda cr, number: self._grant(cr, number, date(2001, 5, 1)))
        numbers = [row["number"] for row in self._read("training.certificate", [("course_id", "=", self.course)])]
        self.assertEqual(numbers, ["TC2001-00001", "TC2001-00002"])
        self.assertEqual(len(self._read("ir.sequence.date_range", ranges)), 1)

    def _delete_ranges(self, domain):
        with self.registry.cursor() as cr:
            self._env(cr)["ir.sequence.date_range"].search(domain).unlink()

    def test_numbers_of_others_do_not_wait(self):
        with self.registry.cursor() as cr:
            self._grant(cr, 0, date(2026, 3, 1))
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SET LOCAL lock_timeout = '5s'")
            granted = [self._grant(cr, person, date(2026, 4, 1)).number for cr, person in ((one, 0), (two, 1))]
            two.commit()
            one.commit()
        self.assertEqual(len(set(granted)), 2)
