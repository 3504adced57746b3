from hypothesis import given
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..models.service_appraisal_scoring import role_scores
from .properties import patient
from .test_appraisal import AppraisalCase

SECRET = "a sentence that only one peer wrote"


@tagged("post_install", "-at_install")
class TestAnonymity(AppraisalCase):
    """What a peer answered is attacked by everybody who might want to know: the person, the superior, HR, the
    administrator, another peer."""

    def _attackers(self):
        return (self.ann, self.manager, self.officer, self.env.ref("base.user_admin"), self.peers[1].user_id)

    def test_answers_cannot_be_reached_by_any_role(self):
        self._collected()
        for user in self._attackers():
            answers = self.env["service.appraisal.answer"].with_user(user)
            for attempt in (
                lambda a=answers: a.search([]),
                lambda a=answers: a.search_count([]),
                lambda a=answers: a.search_read([], ["stars"]),
                lambda a=answers: a.formatted_read_group([], ["line_id"], ["stars:sum"]),
                lambda a=answers: a._read_group([], ["role"], ["stars:avg"]),
                lambda a=answers: a.sudo().search([], limit=1).with_user(a.env.user).read(["stars"]),
                lambda a=answers: a.sudo().search([], limit=1).with_user(a.env.user).export_data(["stars"]),
                lambda a=answers: a.create({}),
            ):
                # an AccessError, or that exporting is not allowed at all
                with self.assertRaises(UserError, msg=user.login):
                    attempt()

    def test_no_path_through_other_models_leads_to_them(self):
        """No field of a readable model points at answers, so no domain or export can walk there."""
        pointing = [
            (model, name)
            for model in self.env.registry
            for name, field in self.env[model]._fields.items()
            if field.comodel_name == "service.appraisal.answer"
        ]
        self.assertEqual(pointing, [])

    def test_nothing_is_to_be_seen_while_the_collection_runs(self):
        """Looking again after each answer tells nothing but who has answered."""
        cycle = self._started()
        form = self._form(cycle)
        rows = self._nominate(form, self.peers)

        def look(user):
            found = form.with_user(user)
            if not found._filtered_access("read"):
                return None
            found.invalidate_recordset()
            return (
                found.read(["score", "judged", "grade_id", "rank", "comments", "score_so_far"]),
                found.line_ids.read(["score", "judged", "shared_weight", "roles_text", "score_text"]),
                self.env["service.appraisal.role.score"].with_user(user).search_count([]),
            )

        before = [look(user) for user in self._attackers()]
        for row, stars in zip(rows, (1, 3, 5), strict=True):
            self._answer(row, stars, SECRET)
            self.assertEqual([look(user) for user in self._attackers()], before)

    def test_who_answered_what_and_when_is_stored_nowhere(self):
        cycle = self._started()
        form = self._form(cycle)
        rows = self._nominate(form, self.peers)
        review = self._answer(rows[0], 2, SECRET)
        self.env.flush_all()
        self.assertFalse(review.sudo().exists(), "the typed questions are gone")
        for table in ("service_appraisal_answer", "service_appraisal_feedback"):
            self.env.cr.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                " AND (data_type LIKE 'timestamp%%' OR column_name IN ('create_uid', 'write_uid', 'date'))",
                (table,),
            )
            self.assertEqual(self.env.cr.fetchall(), [], table)
        self.env.cr.execute("SELECT rater_id FROM service_appraisal_answer WHERE role = 'peer'")
        self.assertEqual(self.env.cr.fetchall(), [(None,)])
        for model in ("mail.message", "mail.tracking.value", "mail.activity", "ir.attachment"):
            records = self.env[model].search([("create_date", ">=", self.env.cr.now())])
            text = str(records.read())
            self.assertNotIn(SECRET, text, model)
            self.assertNotIn("service.appraisal.answer", text, model)
            self.assertNotIn("service.appraisal.feedback", text, model)
        for table in ("service_appraisal_review", "service_appraisal_review_line"):
            self.env.cr.execute(f"SELECT COUNT(*) FROM {table}")
            self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_too_few_answers_are_not_shown_and_count_nothing(self):
        cycle, form = self._collected(stars=(1, 2))
        cycle.action_calibrate()
        line = form.line_ids[1]
        self.assertEqual(line.role_score_ids.mapped("role"), ["manager"])
        self.assertEqual(line.score, 100, "the superior's alone: the peers' cannot be told by subtraction")

    def test_enough_answers_are_shown_as_a_mean(self):
        cycle, form = self._collected(stars=(5, 4, 3))
        cycle.action_calibrate()
        cycle.action_publish()
        line = form.with_user(self.ann).line_ids[1]
        peer = line.role_score_ids.filtered(lambda row: row.role == "peer")
        self.assertEqual((peer.score, peer.n), (75, 3))
        self.assertIn("75.00 (3)", line.roles_text)

    def test_comments_come_by_alphabet_and_only_from_enough(self):
        for count, shown in ((3, True), (2, False)):
            cycle = self._started()
            form = self._form(cycle)
            for row, text in zip(self._nominate(form, self.peers[:count]), "cab", strict=False):
                self._answer(row, 4, f"{text} {SECRET}")
            cycle.action_calibrate()
            self.assertEqual(SECRET in (form.comments or ""), shown)
            if shown:
                places = [form.comments.index(f"{text} {SECRET}") for text in "abc"]
                self.assertEqual(places, sorted(places))

    def test_reviewers_find_what_they_are_asked(self):
        """With the list's own domain, and without any right to cycles or to the forms of others."""
        cycle = self._started()
        self._nominate(self._form(cycle), self.peers)
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_appraisal_feedback_action_my")
        user = self.peers[0].user_id
        rows = self.env["service.appraisal.feedback"].with_user(user)
        found = rows.search(safe_eval(action["domain"], {"uid": user.id}))
        self.assertEqual(len(found), 1)
        self.env.invalidate_all()
        shown = found.web_read({"cycle_id": {"fields": {"display_name": {}}}, "employee_id": {}, "role": {}})
        self.assertEqual(shown[0]["cycle_id"]["display_name"], cycle.name)
        self.assertFalse(cycle.with_user(user).has_access("read"))
        self.assertFalse(self._form(cycle).with_user(user)._filtered_access("read"))

    def test_one_answer_per_reviewer(self):
        cycle = self._started()
        form = self._form(cycle)
        row = self._nominate(form, self.peers[:1])
        self._answer(row, 4)
        with self.assertRaises(UserError):
            self._answer(row, 5)
        with self.assertRaises(UserError):
            row._submit({form.line_ids[1].id: (5, False)})
        with self.assertRaises(UserError):
            row.with_user(self.officer).unlink()
        cycle.action_calibrate()
        with self.assertRaises(UserError):
            self._answer(self._row(form, "manager"), 5)

    def test_only_who_was_asked_answers_and_all_of_it(self):
        cycle = self._started()
        form = self._form(cycle)
        row = self._nominate(form, self.peers[:1])
        for user in (self.ann, self.manager, self.officer, self.peers[1].user_id):
            with self.assertRaises(UserError):
                row.with_user(user)._submit({form.line_ids[1].id: (5, False)})
        review = self.env["service.appraisal.review"].with_user(self.peers[0].user_id)
        with self.assertRaises(UserError):
            review.create({"feedback_id": row.id}).action_submit()

    def test_conflicts_of_interest(self):
        cycle = self._started()
        form, peer = self._form(cycle), self.peers[0]
        nominate = self.env["service.appraisal.feedback"].with_user(self.ann)
        with self.assertRaises(ValidationError):
            nominate.create({"appraisal_id": form.id, "rater_id": self.subject.id})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            # the superior is asked as such already
            nominate.create({"appraisal_id": form.id, "rater_id": self.boss.id})
        with self.assertRaises(UserError):
            nominate.create({"appraisal_id": form.id, "rater_id": peer.id, "role": "manager"})
        with self.assertRaises(AccessError):
            nominate.create({"appraisal_id": self._form(cycle, peer).id, "rater_id": self.employees[1].id})
        row = nominate.create({"appraisal_id": form.id, "rater_id": peer.id, "approved": True})
        self.assertFalse(row.sudo().approved)
        with self.assertRaises(UserError):
            row.action_approve()
        with self.assertRaises(UserError):
            self._answer(row, 5)
        back = nominate.with_user(peer.user_id).create(
            {"appraisal_id": self._form(cycle, peer).id, "rater_id": self.subject.id}
        )
        self.assertTrue((row | back).sudo().mapped("reciprocal") and row.with_user(self.manager).reciprocal)

    @patient
    @given(
        st.dictionaries(
            st.sampled_from(("self", "manager", "peer", "subordinate", "customer")),
            st.lists(st.integers(1, 5), min_size=1, max_size=6),
        ),
        st.integers(3, 5),
    )
    def test_every_group_that_is_shown_is_large_enough(self, answers, least):
        weights = {"self": 10, "manager": 40, "peer": 20, "subordinate": 20, "customer": 10}
        sums = {role: (sum(stars), len(stars)) for role, stars in answers.items()}
        shown, counted = role_scores(sums, weights, least)
        self.assertEqual(set(shown), set(counted))
        for role in ("peer", "subordinate", "others"):
            self.assertGreaterEqual(shown.get(role, (0, least))[1], least)
        few = {role for role in ("peer", "subordinate") if 0 < len(answers.get(role, ())) < least}
        self.assertFalse(few & set(shown))
        for role in set(answers) - few:
            self.assertEqual(shown[role][1], len(answers[role]))
