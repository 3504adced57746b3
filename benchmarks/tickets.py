"""What promises add to creating tickets and to moving them: five targets each."""

from datetime import timedelta

from odoo import Command, fields

from .measure import Measure, median, seconds

_METRICS = ("first_response", "next_update", "preliminary_solution", "resolution", "closure")
_MOVES = ("in_progress", "awaiting", "done")
_REPEATS = 5
_NUMBER = 1000


def measures(databases):
    """Rows for creation and for each move, against no promises at all and against OCA's."""
    times = {which: {} for which in databases.names}
    for _repeat in range(_REPEATS):
        for which in databases.names:
            for name, value in _run(databases, which, _NUMBER).items():
                times[which].setdefault(name, []).append(value)
    figures = {which: {name: median(values) for name, values in rows.items()} for which, rows in times.items()}
    yield from _compare(figures)


def _compare(figures):
    own, bare, rival = figures["own"], figures["bare"], figures["rival"]
    yield Measure(
        "tickets: create, five targets / no targets", _NUMBER, "ms/ticket", own["create"], bare["create"], 1.10
    )
    yield Measure("tickets: create, five targets / OCA's five", _NUMBER, "ms/ticket", own["create"], rival["create"])
    added = {which: figures[which]["create"] - bare["create"] for which in ("own", "rival")}
    yield Measure(
        "tickets: what five targets add / OCA's add", _NUMBER, "ms/ticket", added["own"], added["rival"], 1, "ours"
    )
    for move in _MOVES:
        aim = 1.5 if move == "in_progress" else None
        yield Measure(f"tickets: move to {move} / no targets", _NUMBER, "ms/ticket", own[move], bare[move], aim)
        yield Measure(f"tickets: move to {move} / OCA's five", _NUMBER, "ms/ticket", own[move], rival[move])


def _run(databases, which, number):
    """Milliseconds a ticket of the creation and of each move, in one transaction."""
    with databases.env(which) as env:
        team = _SETUPS[which](env)
        partner = env["res.partner"].create({"name": "Customer", "email": "customer@example.com"})
        _create(env, team, partner, 20)
        env.invalidate_all()
        created = []
        times = {"create": seconds(lambda: created.append(_create(env, team, partner, number)))}
        _backdate(env, created[0])
        for move in _MOVES:
            stage = env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{move}")
            stage.mail_template_id = False
            env.invalidate_all()
            times[move] = seconds(lambda stage=stage: _move(env, created[0], stage))
    return {name: 1000 * value / number for name, value in times.items()}


def _create(env, team, partner, number):
    tickets = env["helpdesk.ticket"].create(
        [
            {
                "name": f"Ticket {index}",
                "description": "It does not work.",
                "team_id": team.id,
                "partner_id": partner.id,
            }
            for index in range(number)
        ]
    )
    _finish(env)
    return tickets


def _move(env, tickets, stage):
    tickets.stage_id = stage
    _finish(env)


def _finish(env):
    env.flush_all()
    env.cr.precommit.run()


def _backdate(env, tickets):
    """Some working time has passed since the creation, so that moves have something to count."""
    moment = fields.Datetime.now() - timedelta(days=1)
    env.cr.execute("UPDATE helpdesk_ticket SET create_date = %s WHERE id = ANY(%s)", [moment, tickets.ids])
    for table in ("helpdesk_ticket_sla", "service_clock"):
        column = {"helpdesk_ticket_sla": "last_state_date", "service_clock": "start"}[table]
        env.cr.execute("SELECT to_regclass(%s)", [table])
        if env.cr.fetchone()[0]:
            env.cr.execute(f"UPDATE {table} SET {column} = %s WHERE ticket_id = ANY(%s)", [moment, tickets.ids])


def _bare(env):
    return env["helpdesk.ticket.team"].create({"name": "Measured"})


def _own(env):
    team = _bare(env)
    targets = [{"metric": metric, "limit_value": 8, "limit_unit": "hour"} for metric in _METRICS]
    standard = env["service.standard"].create(
        {
            "name": "Five",
            "team_ids": [Command.set(team.ids)],
            "target_ids": [Command.create(target) for target in targets],
        }
    )
    standard.action_put_in_force()
    return team


def _rival(env):
    calendar = env.company.resource_calendar_id
    team = env["helpdesk.ticket.team"].create(
        {"name": "Measured", "use_sla": True, "resource_calendar_id": calendar.id}
    )
    stage = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
    env["helpdesk.sla"].create(
        [
            {
                "name": f"Target {index}",
                "team_ids": [Command.set(team.ids)],
                "stage_id": stage.id,
                "hours": 4 + 4 * index,
            }
            for index in range(5)
        ]
    )
    return team


_SETUPS = {"bare": _bare, "own": _own, "rival": _rival}
