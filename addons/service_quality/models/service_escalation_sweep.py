import logging
from functools import partial

from psycopg2 import OperationalError
from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.clock import fold
from ..engine.escalation import Why, above
from ..engine.moment import At, from_epoch, to_epoch
from .service_clock_store import _names, _unnest
from .service_escalation_clock import remember
from .service_escalation_notice import PLACES
from .service_escalation_route import Case, Router

_logger = logging.getLogger(__name__)

_BATCH = 100
_TRIES = 5
# The columns of a step that a level by time or a climb brings; the rest comes from its clock or its case
_STEP_COLUMNS = {
    "clock_id": "int4",
    "ticket_id": "int4",
    "policy_id": "int4",
    "level_id": "int4",
    "number": "int4",
    "round": "int4",
    "occasion": "varchar",
    "why": "varchar",
    "source_id": "int4",
    "reason": "text",
    "due_at": "timestamp",
}
_PLACES = frozenset(place for place, _label in PLACES)
_REPORT = ("company_id", "team_id", "user_id", "partner_id")


class ServiceEscalation(models.Model):
    """The sweep: levels are reached, carried out, and people told.

    Each of the three is a transaction of its own on rows that no other worker
    holds, so that a server that dies at any point leaves nothing half done:
    a level is a row that exists once, what is to be carried out is a row in
    state ``due``, and who is to be told is a notice that waits.
    """

    _inherit = "service.escalation"

    @api.model
    def _cron_climb(self):
        """Reach what is due, carry it out, and tell everybody once."""
        self._date_changed_policies()
        self._repeat(lambda: self._advance(fields.Datetime.now(), _BATCH))
        self._repeat(lambda: self.env["service.escalation.notice"]._deliver(fields.Datetime.now()))

    @api.model
    def _repeat(self, work):
        """Do a batch at a time, committed, while there is something to do and time left."""
        tries = 0
        while True:
            try:
                done = work()
                remaining = int(self._is_due(fields.Datetime.now()))
                if not self.env["ir.cron"]._commit_progress(done, remaining=remaining) or not done:
                    return
                tries = 0
            except (SerializationFailure, DeadlockDetected):
                # Somebody changed one of these cases meanwhile: look at it again
                self.env.cr.rollback()
                self.env.invalidate_all()
                tries += 1
                if tries == _TRIES:
                    raise

    @api.model
    def _is_due(self, now):
        clocks = self.env["service.clock"].search_count([("escalate_at", "<", now)], limit=1)
        return bool(clocks or self.search_count([("state", "=", "due"), ("due_at", "<=", now)], limit=1))

    @api.model
    def _advance(self, now, limit, among=None):
        """One batch of everything but telling.

        :param among: function of the column of the moment, a condition on clocks and steps
        :return: the number of steps made or carried out
        """
        among = among or (lambda _column: SQL("TRUE"))
        reached = self._reach_levels(now, limit, among) + self._climb_events(now, limit, among)
        return reached + self._carry_out(now, limit, among)

    @api.model
    def _climb_until(self, moment, first):
        """Climb in a history that is played back, up to a moment; nobody is told today (see :meth:`_is_history`).

        :param first: the first ticket of the history. Others of this transaction come after it; what was there
            before is live and left alone
        """
        if not self.env["service.escalation.policy"]._get_ladders():
            return
        steps, agenda = self.sudo(), self.env.context["service_at"]
        while (since := agenda.next_due()) and since <= moment:
            among = partial(_among, first, since)
            if not steps._advance(moment, _BATCH, among):
                agenda.forget_before(moment)
                return

    # Levels of clocks

    def _reach_levels(self, now, limit, among):
        """Make the next step of up to ``limit`` clocks whose moment has passed.

        Strictly before now: who solves a case in the very second is in time.
        """
        clocks = self.env["service.clock"]
        where = SQL("escalate_at < %s AND %s", now, among("escalate_at"))
        due = self._lock_ids("service_clock", where, SQL("escalate_at, id"), limit)
        if not due:
            return 0
        rows = clocks._lock(SQL("id = ANY(%s)", due))
        stories = clocks._get_stories(rows)
        ladders = self.env["service.escalation.policy"]._get_ladders()
        known, steps = clocks._read_ladders(due, list(ladders))
        made, unanswered = [], []
        for row in rows:
            key, story = row["id"], stories[row["id"]]
            state = fold(story.terms, story.events, story.table)
            policy, rungs = ladders.get(row["target_id"], (None, ()))
            number = known[key]["clock_round"]
            mine = [s for s in steps[key] if s["round"] == number and s["state"] != "withdrawn"]
            found = clocks._pick(rungs, mine, state, clocks._get_table(row["calendar_id"]))
            if not found or from_epoch(found.moment) >= now:
                continue
            source = next((s["id"] for s in mine if s["level_id"] == found.source), None)
            unanswered += [source] if source else []
            if found.rung:
                values = (found.rung.key, found.rung.position, number, "", found.why, source, None)
                made.append((key, None, policy, *values, from_epoch(found.moment)))
        self._leave_unanswered(unanswered)
        made = self._make_steps(made)
        clocks.browse(due)._date_ladders()
        still_due = clocks.search_count([("id", "in", due), ("escalate_at", "<", now)])
        # Never more than what came of it, so that no sweep goes round in circles
        return len(made) + len(unanswered) + len(due) - still_due

    def _lock_ids(self, table, where, order, limit):
        """The ids of rows that no other worker holds."""
        self.env.flush_all()
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s ORDER BY %s LIMIT %s FOR UPDATE SKIP LOCKED",
                    SQL.identifier(table),
                    where,
                    order,
                    limit,
                )
            )
        ]

    def _leave_unanswered(self, step_ids):
        """The time to acknowledge is over; who acknowledged with a promise did answer, but did not keep it."""
        if step_ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE service_escalation SET answer_by = NULL,"
                    " state = CASE WHEN state = 'told' THEN 'unanswered' ELSE state END WHERE id = ANY(%s)",
                    step_ids,
                )
            )
            self.invalidate_model(["state", "answer_by"], flush=False)

    def _make_steps(self, rows):
        """Insert steps, those that exist already excepted.

        :param rows: tuples in the order of ``_STEP_COLUMNS``
        :return: the ids
        """
        if not rows:
            return []
        remember(self.env, (row[-1] for row in rows))
        self.env["helpdesk.ticket"].flush_model()
        report = SQL(", ").join(
            SQL("COALESCE(c.%s, %s)", SQL.identifier(name), SQL.identifier("t", column))
            for name, column in zip(_REPORT, (*_REPORT[:3], "commercial_partner_id"), strict=True)
        )
        made = self.env.execute_query(
            SQL(
                "INSERT INTO service_escalation (%s, %s, state, create_uid, create_date)"
                " SELECT v.clock_id, COALESCE(v.ticket_id, c.ticket_id), %s, %s, 'due', %s, %s FROM %s"
                " LEFT JOIN service_clock c ON c.id = v.clock_id"
                " LEFT JOIN helpdesk_ticket t ON t.id = COALESCE(v.ticket_id, c.ticket_id)"
                " ON CONFLICT DO NOTHING RETURNING id",
                _names(_STEP_COLUMNS),
                _names(_REPORT),
                _names(list(_STEP_COLUMNS)[2:], "v"),
                report,
                self.env.uid,
                fields.Datetime.now(),
                _unnest("v", _STEP_COLUMNS, rows),
            )
        )
        return [row[0] for row in made]

    # Levels of events

    def _climb_events(self, now, limit, among):
        """Steps of events that nobody acknowledged in time lead to the next level of their policy."""
        ids = self._lock_ids(
            "service_escalation",
            SQL("answer_by < %s AND clock_id IS NULL AND %s", now, among("answer_by")),
            SQL("answer_by, id"),
            limit,
        )
        steps = self.browse(ids)
        made = []
        for step in steps:
            reached = self.search([("ticket_id", "=", step.ticket_id.id), ("occasion", "=", step.occasion)])
            rung = above(step.policy_id._get_rungs(), reached.level_id.ids, step.number)
            if rung:
                values = (rung.key, rung.position, 0, step.occasion, Why.UNANSWERED, step.id, step.reason or None)
                made.append((None, step.ticket_id.id, step.policy_id.id, *values, step.answer_by))
        self._leave_unanswered(ids)
        self._make_steps(made)
        return len(ids)

    # Carrying out

    def _carry_out(self, now, limit, among):
        """Resolve who is told, write it down and run the actions of up to ``limit`` steps."""
        where = SQL("state = 'due' AND due_at <= %s AND %s", now, among("due_at"))
        ids = self._lock_ids("service_escalation", where, SQL("due_at, id"), limit)
        if not ids:
            return 0
        steps = self.browse(ids)
        router = Router(self.env, min(steps.mapped("due_at")), now)
        for step in steps:
            step._carry_out_safely(router, step.due_at if self._is_history() else now)
        steps.clock_id._date_ladders()
        return len(ids)

    def _is_history(self):
        """Whether a history is being played back: what happened is written down, and nobody is told today."""
        return bool(At.of_history(self.env.context))

    def _carry_out_safely(self, router, at):
        """One step; what goes wrong with it is shown on it and holds up no other."""
        try:
            with self.env.cr.savepoint():
                people = self._tell(router, at)
        except OperationalError:
            raise
        except Exception as error:
            _logger.exception("Escalation %s: nobody could be told", self.id)
            self.write({"state": "told", "done_at": at, "failure": str(error)})
            return
        if not self._is_history():
            self._run_actions(people)

    def _tell(self, router, at):
        """Write down who is told and who was passed over.

        :return: the users
        """
        subject = self._get_subject()
        case = Case.of(subject._clock_report())
        telling = router.tell(self.level_id, case, to_epoch(at))
        told = [
            {
                "escalation_id": self.id,
                "user_id": user,
                "role": role,
                "outcome": "told" if self._is_history() else "waiting",
                "deliver_at": from_epoch(deliver_at),
                "told_at": from_epoch(deliver_at) if self._is_history() else False,
            }
            for user, role, deliver_at in telling.told
        ]
        skipped = [
            {
                "escalation_id": self.id,
                "user_id": hole.who.user if hole.who else False,
                "employee_name": router.describe(hole.who),
                "role": hole.role if hole.role in _PLACES else False,
                "outcome": "skipped",
                "hole": hole.hole,
            }
            for hole in telling.skipped
        ]
        self.env["service.escalation.notice"].create(skipped + told)
        answer_by = from_epoch(telling.answer_by)
        remember(self.env, [answer_by])
        self.write({"state": "told", "done_at": at, "answer_by": answer_by})
        if not told and self.level_id.recipient_ids:
            self.failure = self.env._("Nobody could be told: see who was passed over.")
        return self.env["res.users"].browse(user for user, _role, _at in telling.told)

    def _run_actions(self, people):
        lang = people[:1].lang or self.company_id.partner_id.lang or self.env.lang
        for action in self.level_id.action_ids.with_context(lang=lang):
            try:
                with self.env.cr.savepoint():
                    action._run(self.with_context(lang=lang), people)
            except OperationalError:
                raise
            except Exception as error:
                _logger.info("Escalation %s: action %s failed", self.id, action.id, exc_info=True)
                self.env.invalidate_all(flush=False)
                line = f"{action.display_name}: {error}"
                self.failure = f"{self.failure}\n{line}" if self.failure else line

    # Ends

    def _withdraw(self):
        """The reason is gone: who was told is told so, nobody is reminded any more."""
        now = fields.Datetime.now()
        told = self.notice_ids.filtered(lambda notice: notice.outcome == "told" and notice.kind == "escalated")
        if not self._is_history():
            self.env["service.escalation.notice"].create(
                [
                    {
                        "escalation_id": notice.escalation_id.id,
                        "kind": "withdrawn",
                        "user_id": notice.user_id.id,
                        "role": notice.role,
                        "outcome": "waiting",
                        "deliver_at": now,
                    }
                    for notice in told
                ]
            )
        self.write({"state": "withdrawn", "answer_by": False, "ended_at": now})
        self._stand_down()

    def _stand_down(self):
        """What these steps asked for is not needed any more."""
        if self:
            waiting = self.notice_ids.filtered(lambda n: n.outcome == "waiting" and n.kind == "escalated")
            waiting.write({"outcome": "dropped"})
            self._end_activities()

    # Changed policies

    @api.model
    def _date_changed_policies(self):
        """Open clocks follow the levels as they are now."""
        for policy in (
            self.env["service.escalation.policy"].with_context(active_test=False).search([("redate", "=", True)])
        ):
            last = 0
            domain = [("target_id", "in", policy.target_ids.ids), ("state", "in", ("running", "paused"))]
            while clocks := self.env["service.clock"].search([*domain, ("id", ">", last)], order="id", limit=500):
                clocks._date_ladders()
                last = clocks[-1].id
                self.env["ir.cron"]._commit_progress()
            policy.redate = False
            self.env["ir.cron"]._commit_progress()


def _among(first, since, column):
    """The cases of a history, and of the moments those that are not done: done ones left rows that no index forgets."""
    return SQL("ticket_id >= %s AND %s >= %s", first, SQL.identifier(column), since)
