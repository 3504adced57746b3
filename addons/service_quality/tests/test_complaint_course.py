import itertools
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..engine.complaint import STEPS, Facts, Threshold, between, level_of, missing
from ..engine.consent import fingerprint
from ..engine.likeness import likeness, serial_numbers, terms
from .common_complaint import ComplaintCase

_FACTS = st.builds(Facts, **dict.fromkeys(Facts._fields, st.booleans()))


@tagged("post_install", "-at_install")
class TestComplaintEngine(TransactionCase):
    @given(_FACTS, st.sampled_from(STEPS), st.sampled_from(STEPS))
    @settings(deadline=None)
    def test_going_far_needs_what_going_step_by_step_needs(self, facts, start, end):
        at_once = missing(facts, between(start, end))
        single = [missing(facts, (step,)) for step in between(start, end)]
        self.assertEqual(at_once, list(itertools.chain.from_iterable(single)))

    @given(_FACTS)
    @settings(deadline=None)
    def test_nothing_closes_without_cause_summary_and_decision(self, facts):
        if not missing(facts, between("received", "closed")):
            self.assertTrue(facts.cause and facts.summary and facts.decision and facts.improvement)

    @given(
        st.sampled_from(("low", "high")),
        st.integers(1, 6),
        st.lists(st.builds(Threshold, st.sampled_from((None, "low", "high")), st.integers(1, 6), st.integers(1, 4))),
    )
    @settings(deadline=None)
    def test_another_complaint_never_lowers_the_level(self, severity, repetition, rules):
        self.assertLessEqual(level_of(severity, repetition, rules), level_of(severity, repetition + 1, rules))

    @given(st.text(max_size=40), st.text(max_size=40))
    @settings(deadline=None)
    def test_likeness_is_a_share_and_symmetric(self, one, other):
        share = likeness(terms(one), terms(other))
        self.assertTrue(0 <= share <= 1)
        self.assertEqual(share, likeness(terms(other), terms(one)))
        if terms(one):
            self.assertEqual(likeness(terms(one), terms(one)), 1)

    def test_terms(self):
        self.assertEqual(terms("The E-62 error"), {"the", "e", "62", "error"})
        self.assertEqual(terms("热泵噪音"), {"热泵", "泵噪", "噪音"})
        self.assertEqual(terms("热泵E62"), {"热泵", "e62"})
        self.assertEqual(serial_numbers("no. hp-2231-77, error E62, phone"), {"HP-2231-77"})

    def test_a_fingerprint_changes_with_every_letter_and_not_with_the_order(self):
        content = {"text": "退款 100", "cost": "100.00"}
        self.assertEqual(fingerprint(content), fingerprint(dict(reversed(content.items()))))
        self.assertNotEqual(fingerprint(content), fingerprint({**content, "text": "退款 100 "}))
        self.assertEqual(fingerprint({"a": 1}), "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862")


@tagged("post_install", "-at_install")
class TestComplaintCourse(ComplaintCase):
    """Whatever is tried in whatever order: what is closed has a cause, a summary and a decision, and a full log."""

    def setUp(self):
        super().setUp()
        silence = mock.patch.object(type(self.env["service.solution"]), "_mail", return_value=False)
        silence.start()
        self.addCleanup(silence.stop)

    def moves(self, complaint):
        handled = complaint.with_user(self.agent)
        wizard = self.env["service.complaint.reason"].with_user(self.agent)

        def reason(purpose):
            wizard.create({"ticket_id": complaint.id, "purpose": purpose, "reason": "So"}).action_confirm()

        def latest(state):
            return complaint.solution_ids.filtered(lambda s: s.state == state)[-1:].ensure_one().with_user(self.agent)

        return {
            "acknowledge": lambda: self.acknowledge(complaint),
            "dispatch": lambda: self.dispatch(complaint),
            "investigate": lambda: self.investigate(complaint),
            "propose": lambda: self.propose(complaint).action_send(),
            "accept": lambda: self.answer(latest("sent")),
            "reject": lambda: self.answer(latest("sent"), "rejected"),
            "silence": lambda: latest("sent")._decide("no_answer", None, False),
            "revise": lambda: latest("sent").action_revise(),
            "withdraw": lambda: latest("sent").action_withdraw(),
            "carry out": lambda: latest("accepted").action_carry_out(),
            "finish": lambda: self.finish(complaint),
            "taken back": lambda: reason("withdrawn"),
            "no agreement": lambda: reason("no_agreement"),
            "reopen": lambda: reason("reopen"),
            "close": lambda: handled.action_complaint_advance(),
            "stage done": lambda: self._move(handled, "done"),
            "stage resolved": lambda: self._move(handled, "resolved"),
            "stage cancelled": lambda: self._move(handled, "cancelled"),
            "stage open": lambda: self._move(handled, "in_progress"),
            **{f"drag {step}": lambda step=step: handled.write({"complaint_step": step}) for step in STEPS},
        }

    @given(st.data())
    @settings(max_examples=8, deadline=None, database=None, derandomize=True)
    def test_any_order(self, data):
        with self.env.cr.savepoint(flush=True) as savepoint:
            complaint = self._complaint()
            moves = self.moves(complaint)
            for _number in range(16):
                name = data.draw(st.sampled_from(sorted(moves)))
                try:
                    with self.env.cr.savepoint():
                        moves[name]()
                except (UserError, AccessError, ValueError):
                    self.env.invalidate_all()
                self.check(complaint, name)
            savepoint.rollback()
        self.env.invalidate_all()

    def check(self, complaint, name):
        closed = complaint.complaint_step == "closed"
        self.assertEqual(closed, complaint.closed, name)
        if closed:
            self.assertTrue(complaint.cause_id and complaint.complaint_summary, name)
            self.assertTrue(complaint.complaint_outcome and complaint.complaint_improvement, name)
        last = self.events_of(complaint)[-1:]
        self.assertEqual(last.step, complaint.complaint_step, name)
        accepted = complaint.solution_ids.filtered(lambda s: s.state == "accepted")
        self.assertEqual(
            {s.id for s in complaint.solution_ids if s.state in ("accepted", "rejected", "no_answer")},
            set(complaint.solution_ids.consent_ids.solution_id.ids),
        )
        if complaint.complaint_outcome == "accepted":
            self.assertTrue(accepted)
