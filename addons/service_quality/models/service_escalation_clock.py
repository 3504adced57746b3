from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..engine.clock import fold, open_state
from ..engine.escalation import Fired, pick, upcoming, withdrawn
from ..engine.moment import At, from_epoch, to_epoch
from .service_clock_store import _unnest, read_terms

_WAITING = frozenset({"told", "acknowledged"})


class ServiceClock(models.Model):
    """Clocks know when their ladder goes on.

    ``escalate_at`` is the earliest moment at which a level is reached by time
    or was not acknowledged. Like the other columns it is brought up to date,
    in batches, whenever the clock is folded, so that a sweep reads the clocks
    that are due and no others.
    """

    _inherit = "service.clock"

    escalate_at = fields.Datetime(readonly=True, help="When the next level of the ladder is reached.")
    ladder_round = fields.Integer(readonly=True, aggregator=None)
    escalation_ids = fields.One2many("service.escalation", "clock_id", string="Escalations", readonly=True)

    _escalate_idx = models.Index("(escalate_at, id) WHERE escalate_at IS NOT NULL")

    # Opening and folding

    def _insert(self, field, report_names, subjects, terms):
        opened = super()._insert(field, report_names, subjects, terms)
        ladders = self.env["service.escalation.policy"]._get_ladders()
        if opened and not ladders.keys().isdisjoint(row[2] for row in terms):
            self._date_new_ladders(opened, ladders)
        return opened

    def _date_new_ladders(self, opened, ladders):
        """When the first level of new clocks is reached; clocks with the same terms share the answer."""
        moments = {}
        for clock in self._read_rows(SQL("id = ANY(%s) AND target_id = ANY(%s)", opened, list(ladders))):
            table = self._get_table(clock["calendar_id"])
            _policy, rungs = ladders[clock["target_id"]]
            found = upcoming(rungs, {}, open_state(read_terms(clock), table), table)
            moments[clock["id"]] = found and found.moment
        self._write_moments(moments)

    def _store(self, states):
        res = super()._store(states)
        ladders = self.env["service.escalation.policy"]._get_ladders()
        self._follow_ladders(states, ladders)
        return res

    def _date_ladders(self):
        """Bring ``escalate_at`` up to date after something happened on the ladder, or to the ladder."""
        if not self:
            return
        clocks = self._lock(SQL("id = ANY(%s)", self.ids))
        states = {key: fold(s.terms, s.events, s.table) for key, s in self._get_stories(clocks).items()}
        self._follow_ladders(states, self.env["service.escalation.policy"]._get_ladders())

    def _follow_ladders(self, states, ladders):
        """What new states of clocks mean for their ladders.

        A pause holds them, a stop ends them, other terms can take back what
        was reached. One statement reads, and one each writes what changed.

        :param states: ``{clock id: State}``
        """
        clocks, steps = self._read_ladders(list(states), list(ladders))
        if not clocks:
            return
        self._settle_steps(steps, states)
        moments, rounds, now = {}, [], to_epoch(self._ladder_now())
        for key, clock in clocks.items():
            _policy, rungs = ladders.get(clock["target_id"], (None, ()))
            mine = [
                step for step in steps[key] if step["round"] == clock["clock_round"] and step["state"] != "withdrawn"
            ]
            table = self._get_table(clock["calendar_id"])
            gone = withdrawn(rungs, _fired(mine), states[key], table, now)
            if gone:
                rounds.append(key)
                self._withdraw([step for step in mine if step["level_id"] in gone])
                mine = [step for step in mine if step["level_id"] not in gone]
            found = self._pick(rungs, mine, states[key], table)
            moments[key] = found and found.moment
        self._begin_rounds(rounds, steps, clocks)
        self._write_moments({key: at for key, at in moments.items() if from_epoch(at) != clocks[key]["escalate_at"]})

    def _ladder_now(self):
        """The present, or that of the history which is played back."""
        at = At.of(self.env.context)
        return at.moment if at else fields.Datetime.now()

    def _pick(self, rungs, steps, state, table):
        return pick(rungs, _fired(steps), _waiting(steps), state, table)

    def _read_ladders(self, clock_ids, target_ids):
        """The clocks that have a ladder, and their steps in the order in which they were reached.

        :param target_ids: the promises that name a policy; what climbed before by another one is read too
        :return: ``{clock id: dict}``, ``{clock id: [dict]}``
        """
        self.env["service.escalation"].flush_model()
        clocks, steps = {}, defaultdict(list)
        for row in self.env.execute_query_dict(
            SQL(
                "SELECT c.id AS clock_id, c.target_id, c.calendar_id, c.escalate_at,"
                " COALESCE(c.ladder_round, 0) AS clock_round, e.id, e.level_id, e.why, e.state, e.round,"
                " e.held_seconds, EXTRACT(EPOCH FROM e.answer_by)::int8 AS answer_by, s.level_id AS source"
                " FROM service_clock c LEFT JOIN service_escalation e ON e.clock_id = c.id"
                " LEFT JOIN service_escalation s ON s.id = e.source_id"
                " WHERE c.id = ANY(%s) AND (c.target_id = ANY(%s) OR c.escalate_at IS NOT NULL OR e.id IS NOT NULL)"
                " ORDER BY e.id",
                clock_ids,
                target_ids,
            )
        ):
            clocks[row["clock_id"]] = row
            if row["id"]:
                steps[row["clock_id"]].append(row)
        return clocks, steps

    def _settle_steps(self, steps, states):
        """Steps follow their clock: held while it is paused, going on when it does, ended with it.

        The rows of ``steps`` are brought up to date as well.
        """
        changed = []
        for key, rows in steps.items():
            state = states[key]
            for step in rows:
                if (new := _settle(step, state)) is not None:
                    step.update(new)
                    changed.append(step)
        if not changed:
            return
        ended = [step["id"] for step in changed if step["state"] == "ended"]
        columns = {"id": "int4", "state": "varchar", "answer_by": "timestamp", "held_seconds": "int4"}
        rows = [(s["id"], s["state"], from_epoch(s["answer_by"]), s["held_seconds"]) for s in changed]
        self.env.cr.execute(
            SQL(
                "UPDATE service_escalation AS e SET state = v.state, answer_by = v.answer_by,"
                " held_seconds = v.held_seconds, ended_at = CASE WHEN v.state = 'ended' THEN %s ELSE NULL END"
                " FROM %s WHERE e.id = v.id",
                fields.Datetime.now(),
                _unnest("v", columns, rows),
            )
        )
        self.env["service.escalation"].invalidate_model(flush=False)
        self.env["service.escalation"].sudo().browse(ended)._stand_down()

    def _withdraw(self, steps):
        """The reason of these steps is gone."""
        self.env["service.escalation"].sudo().browse(step["id"] for step in steps)._withdraw()

    def _begin_rounds(self, clock_ids, steps, clocks):
        """What was taken back can be reached once more; what still holds goes along into the next round."""
        if not clock_ids:
            return
        self.env["service.escalation"].flush_model(["state"])
        self.env.cr.execute(
            SQL("UPDATE service_clock SET ladder_round = COALESCE(ladder_round, 0) + 1 WHERE id = ANY(%s)", clock_ids)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE service_escalation e SET round = c.ladder_round FROM service_clock c"
                " WHERE c.id = e.clock_id AND c.id = ANY(%s) AND e.round = c.ladder_round - 1"
                " AND e.state <> 'withdrawn'",
                clock_ids,
            )
        )
        self.env["service.escalation"].invalidate_model(["round"], flush=False)

    def _write_moments(self, moments):
        """Store ``escalate_at``: ``{clock id: epoch second or None}``."""
        if not moments:
            return
        remember(self.env, map(from_epoch, moments.values()))
        self.env.cr.execute(
            SQL(
                "UPDATE service_clock AS c SET escalate_at = v.at FROM %s WHERE c.id = v.id",
                _unnest(
                    "v",
                    {"id": "int4", "at": "timestamp"},
                    [(key, from_epoch(at)) for key, at in moments.items()],
                ),
            )
        )
        self.invalidate_model(["escalate_at"], flush=False)

    # Calendars

    def _redate(self, calendar, after, limit):
        last = super()._redate(calendar, after, limit)
        # Levels after the due moment move with the calendar even where the due moment does not
        domain = [("calendar_id", "=", calendar.id), ("state", "=", "running"), ("id", ">", after)]
        ladders = self.env["service.escalation.policy"]._get_ladders()
        self.search([*domain, ("id", "<=", last), ("target_id", "in", list(ladders))])._date_ladders()
        return last


def remember(env, moments):
    """A history that is played back keeps its own agenda of what falls due: see :class:`At`."""
    if at := At.of_history(env.context):
        at.remember(moments)


def _settle(step, state):
    """The changed columns of a step under a new state of its clock, or None."""
    if state.state in ("stopped", "cancelled"):
        if step["state"] in ("due", "told", "held", "acknowledged"):
            return {"state": "ended", "answer_by": None, "held_seconds": 0}
    elif state.state == "paused":
        if step["state"] in _WAITING and step["answer_by"]:
            held = max(step["answer_by"] - state.counted_to, 0)
            return {
                "state": "held" if step["state"] == "told" else "acknowledged",
                "answer_by": None,
                # A second at least: who was asked is asked again
                "held_seconds": max(held, 1),
            }
    elif step["held_seconds"] and step["state"] in ("held", "acknowledged"):
        return {
            "state": "told" if step["state"] == "held" else "acknowledged",
            "answer_by": state.counted_to + step["held_seconds"],
            "held_seconds": 0,
        }
    return None


def _fired(steps):
    """The levels reached: ``{level id: Fired}``."""
    return {step["level_id"]: Fired(step["why"], step["source"]) for step in steps}


def _waiting(steps):
    """Until when the levels told wait: ``{level id: epoch second}``."""
    return {step["level_id"]: step["answer_by"] for step in steps if step["state"] in _WAITING and step["answer_by"]}
