import gzip
import os
import random
from pathlib import Path

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..engine.moment import from_epoch
from .common import HOUR, START
from .common_escalation import EscalationCase

_LOG = os.environ.get("SERVICE_HELPDESK_LOG")


class DryRunCase(EscalationCase):
    def three_levels(self, metric="resolution"):
        """Half of the time, the due moment, a day later; each waits half an hour, the last in its own hours."""
        return self._policy(
            self._level("leader", value=50, wake_up=True),
            self._level("manager", value=100),
            self._level({"role": "manager", "steps_up": 1}, trigger="after", offset_value=24, answer_minutes=0),
            metric=metric,
        )

    def dry_run(self, policy, start, end, **values):
        run = self.env["service.escalation.dry.run"].create({"policy_id": policy.id, **values})
        return sorted(
            {(step["clock_id"], step["level_id"], step["at"], step["why"]) for step in run._climb(start, end)}
        )

    def live(self, policy):
        steps = self.env["service.escalation"].search([("policy_id", "=", policy.id)])
        return sorted((step.clock_id.id, step.level_id.id, step.due_at, step.why) for step in steps)


@tagged("post_install", "-at_install")
class TestDryRun(DryRunCase):
    def test_what_the_sweep_did_is_what_the_dry_run_says(self):
        """A fortnight of cases that are paused, solved and left alone, swept a second after each moment of theirs."""
        policy = self.three_levels()
        chance = random.Random(7)
        steps = self.env["service.escalation"]
        tickets = self._ticket().browse()
        while self.time().replace(tzinfo=None) < START + 14 * 24 * HOUR:
            if len(tickets) < 30:
                tickets |= self._ticket()
            for ticket in chance.sample(list(tickets), min(3, len(tickets))):
                self._move(ticket, chance.choice(["awaiting", "in_progress", "supplier", "in_progress", "done"]))
            self._wait_and_sweep(steps, chance.randint(60, 8 * 3600))
        now = self.time().replace(tzinfo=None)
        live = self.live(policy)
        self.assertGreater(len(live), 30)
        self.assertEqual({why for *_step, why in live}, {"time", "unanswered"})
        dry = self.dry_run(policy, START, now)
        self.assertEqual([(*ids, why) for *ids, _at, why in live], [(*ids, why) for *ids, _at, why in dry])
        # Each telling was a second late, and so was what climbed from it
        for (*_live, told, _why), (*_dry, at, _reason) in zip(live, dry, strict=True):
            self.assertLessEqual(abs((told - at).total_seconds()), 3)

    def _wait_and_sweep(self, steps, seconds):
        """Let the time pass, stopping a second after everything that falls due on the way."""
        end = self.time().replace(tzinfo=None) + seconds * HOUR / 3600
        while True:
            self.env.flush_all()
            self.cr.execute("SELECT min(escalate_at) FROM service_clock")
            [moment] = self.cr.fetchone()
            if not moment or moment >= end:
                self.go_to(end)
                return
            self.go_to(moment + HOUR / 3600)
            self.assertTrue(steps._advance(moment + HOUR / 3600, 100))

    def test_with_answers_nothing_climbs(self):
        policy = self.three_levels()
        self._ticket()
        end = START + 5 * 24 * HOUR
        self.go_to(end)
        never = self.dry_run(policy, START - HOUR, end)
        always = self.dry_run(policy, START - HOUR, end, acknowledged="always")
        self.assertEqual([why for *_step, why in never], ["time", "unanswered", "unanswered"])
        self.assertEqual([(at, why) for _clock, _level, at, why in always][1], (START + 8 * HOUR, "time"))
        self.assertFalse(self.env["service.escalation"].search([("policy_id", "=", policy.id)]))

    def test_counts_by_level_and_person(self):
        policy = self.three_levels()
        self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(4)])
        self.wait(hours=30)
        wizard = self.env["service.escalation.dry.run"].with_user(self.manager).create({"policy_id": policy.id})
        action = wizard.action_run()
        groups = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            ._read_group(action["domain"], ["number", "user_id"], ["__count"])
        )
        self.assertEqual(groups, [(1, self.leader, 4), (2, self.head, 4), (3, self.director, 4)])
        self.assertFalse(self.env["service.escalation.notice"].search([("policy_id", "=", policy.id)]))

    def test_a_policy_that_no_promise_names_asks_for_promises(self):
        policy = self._policy(self._level("leader"), metric=None)
        with self.assertRaises(UserError):
            self.env["service.escalation.dry.run"].create({"policy_id": policy.id}).action_run()

    def test_a_history_climbs_as_the_dry_run_says(self):
        """A log that is played back: nobody is told today, and every step is where the dry run puts it."""
        self._replay(self.env["service.log.import"]._get_sample())

    def test_the_helpdesk_log(self):
        """21,348 events of four years, where the file is at hand (it is not ours to ship)."""
        if not _LOG:
            self.skipTest("SERVICE_HELPDESK_LOG names no file")
        content = gzip.decompress(Path(_LOG).read_bytes()).decode()
        lines = content.splitlines()
        heading = lines[0].replace("case_id", "case").replace("timestamp", "time")
        limit = int(os.environ.get("SERVICE_HELPDESK_LOG_CASES", 0))
        rows = lines[1:]
        if limit:
            cases = list(dict.fromkeys(row.split(",")[0] for row in rows))[:limit]
            rows = [row for row in rows if row.split(",")[0] in set(cases)]
        self._replay("\n".join([heading, *rows]).encode())

    def _replay(self, content):
        self.go_to(Datetime.to_datetime("2026-11-20 12:00:00"))
        self._standard({"resolution": 16, "first_response": 4}, sequence=1, valid_from=False)
        self.cr.execute("UPDATE service_standard SET valid_from = NULL")
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        policy = self.three_levels(metric=None)
        targets = self.env["service.standard.target"].search([("metric", "in", ("resolution", "first_response"))])
        targets.escalation_policy_id = policy
        imports = self.env["service.log.import"]
        log = imports._parse(content)
        before = self.env["mail.message"].search_count([("message_type", "=", "user_notification")])
        imports._replay(log)
        live = self.live(policy)
        self.assertGreater(len(live), 100)
        end = from_epoch(log.events[-1].at)
        self.assertEqual(live, self.dry_run(policy, from_epoch(log.events[0].at), end, target_ids=targets.ids))
        after = self.env["mail.message"].search_count([("message_type", "=", "user_notification")])
        self.assertEqual(before, after, "nobody is told about the past")
