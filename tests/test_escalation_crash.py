"""Two servers and three sweepers on one database, killed at random moments: each step once, none lost."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta

import pytest
from scratch import sql

from odoo import SUPERUSER_ID, Command, api
from odoo.fields import Datetime
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

_CLOCKS = int(os.environ.get("SERVICE_CRASH_CLOCKS", 5000))
_ROUNDS = int(os.environ.get("SERVICE_CRASH_ROUNDS", 10))
_CLOCKS -= _CLOCKS % _ROUNDS
_SWEEPERS = 3
_SERVERS = 2
# A sweeper of its own, as far as the database can tell: its own registry, its own connections
_SWEEPER = """
import sys, time
import odoo
from odoo.tools import config
config["max_cron_threads"] = 0
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
database, ended = sys.argv[1], time.time() + 120
registry = Registry(database)
print("ready", flush=True)
while time.time() < ended:
    with registry.cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["service.escalation"]._cron_climb()
    time.sleep(0.05)
"""
# The whole of Odoo, with its scheduled actions and its web server
_SERVER = """
import sys
from odoo.tools import config
database, port = sys.argv[1:]
for name, value in {"db_name": [database], "max_cron_threads": 1, "workers": 0, "http_port": int(port)}.items():
    config[name] = value
config["http_interface"] = "127.0.0.1"
from odoo.service import server
server.start(preload=[database], stop=False)
"""


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestEscalationCrash(BaseCase):
    """With committed data, which is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.database = get_db_name()
        self.registry = Registry(self.database)
        self.addCleanup(self._delete)
        self._leave_alone()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_create_nolog": True})
            users = env["res.users"].with_context(no_reset_password=True)
            self.people = [
                users.create({"name": name, "login": f"crash-{name}-{os.getpid()}", "email": f"{name}@ours.example"}).id
                for name in ("one", "two")
            ]
            levels = [
                {
                    "name": f"Level {number}",
                    "sequence": number,
                    "trigger": trigger,
                    "value": 50,
                    "answer_minutes": 0,
                    "wake_up": True,
                    "recipient_ids": [Command.create({"role": "user", "user_id": person})],
                    "action_ids": [Command.create({"kind": "priority"})],
                }
                for number, (trigger, person) in enumerate(zip(("percent", "before"), self.people, strict=True))
            ]
            self.policy = (
                env["service.escalation.policy"]
                .create({"name": "Crash", "level_ids": [Command.create(level) for level in levels]})
                .id
            )
            self.team = env["helpdesk.ticket.team"].create({"name": "Crash"}).id
            standard = env["service.standard"].create(
                {
                    "name": "Crash",
                    "team_ids": [Command.set([self.team])],
                    "target_ids": [
                        Command.create(
                            {
                                "metric": "resolution",
                                "limit_value": 1,
                                "time_basis": "always",
                                "escalation_policy_id": self.policy,
                            }
                        )
                    ],
                }
            )
            standard.action_put_in_force()
            self.standard = standard.id
        self.tickets = []

    def _leave_alone(self):
        """The servers of this test run nothing but the sweep, so that the database is left as it was."""
        sweep = "SELECT res_id FROM ir_model_data WHERE module = 'service_quality' AND name = 'ir_cron_climb'"
        others = [
            row[0]
            for row in sql(
                self.database, f"UPDATE ir_cron SET active = FALSE WHERE active AND id <> ({sweep}) RETURNING id"
            )
        ]
        self.addCleanup(sql, self.database, "UPDATE ir_cron SET active = TRUE WHERE id = ANY(%s)", others)

    def _delete(self):
        with self.registry.cursor() as cr:
            for statement in (
                "DELETE FROM service_escalation_notice n USING service_escalation e"
                " WHERE e.id = n.escalation_id AND e.policy_id = %(policy)s",
                "DELETE FROM service_escalation WHERE policy_id = %(policy)s",
                "DELETE FROM service_clock WHERE standard_id = %(standard)s",
                "DELETE FROM helpdesk_ticket WHERE team_id = %(team)s",
                "DELETE FROM service_standard WHERE id = %(standard)s",
                "DELETE FROM service_escalation_policy WHERE id = %(policy)s",
                "DELETE FROM mail_message WHERE id IN (SELECT mail_message_id FROM mail_notification n"
                " JOIN res_users u ON u.partner_id = n.res_partner_id WHERE u.id = ANY(%(people)s))",
            ):
                cr.execute(
                    statement,
                    {"policy": self.policy, "standard": self.standard, "team": self.team, "people": self.people},
                )
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["helpdesk.ticket.team"].browse(self.team).unlink()
            env["res.users"].browse(self.people).action_archive()
            env.registry.clear_cache()

    def _make_due(self, count):
        """Cases whose two levels fell due half an hour ago and a moment ago."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_create_nolog": True})
            values = {"name": "Crash", "description": "At any moment", "team_id": self.team, "user_id": False}
            self.tickets += env["helpdesk.ticket"].create([values for _n in range(count)]).ids
            past = Datetime.now() - timedelta(minutes=70)
            cr.execute(
                "UPDATE service_clock SET start = %s, due = %s, at_risk_at = NULL, next_event_at = NULL,"
                " escalate_at = %s WHERE ticket_id = ANY(%s) AND state = 'running' AND ladder_round IS NULL"
                " AND NOT EXISTS (SELECT FROM service_escalation e WHERE e.clock_id = service_clock.id)",
                [past, past + timedelta(minutes=60), past + timedelta(minutes=30), self.tickets],
            )

    def _start(self, program=_SWEEPER, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", _BOOT + program, self.database, *map(str, arguments)],
            stdout=subprocess.PIPE if program is _SWEEPER else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "SWEEPER_OPTIONS": repr({name: config[name] for name in _OPTIONS}),
            },
        )
        self.addCleanup(process.kill)
        return process

    def _start_server(self):
        """An Odoo, and where it is to answer."""
        port = _free_port()
        return self._start(_SERVER, port), port

    def _wait_for(self, process, port):
        """Let a server come up."""
        ended = time.monotonic() + 300
        while time.monotonic() < ended:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5):
                    return
            except OSError:
                self.assertIsNone(process.poll(), "the server ended")
                time.sleep(0.2)
        self.fail("the server does not answer")

    def _wake_servers(self):
        """What goes on in a live database all the time; without it they look round once a minute."""
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {}).ref("service_quality.ir_cron_climb")._trigger()

    def _left(self):
        [(left,)] = sql(
            self.database,
            "SELECT (SELECT count(*) FROM service_clock"
            " WHERE standard_id = %s AND escalate_at < now() AT TIME ZONE 'UTC')"
            " + (SELECT count(*) FROM service_escalation WHERE policy_id = %s AND state = 'due')"
            " + (SELECT count(*) FROM service_escalation_notice WHERE policy_id = %s AND outcome = 'waiting')",
            self.standard,
            self.policy,
            self.policy,
        )
        return left

    def test_each_step_once_and_none_lost(self):
        chance = random.Random(4)
        servers = [self._start_server() for _n in range(_SERVERS)]
        begun = Datetime.now()
        for number in range(_ROUNDS):
            sweepers = [self._start() for _n in range(_SWEEPERS)]
            for process in sweepers:
                process.stdout.readline()
            for server in servers:
                self._wait_for(*server)
            self._make_due(_CLOCKS // _ROUNDS)
            self._wake_servers()
            # All are at work: kill a server and every sweeper in the middle of it; the other server finishes alone
            fallen, _port = servers.pop(0)
            for process in chance.sample([fallen, *sweepers], 1 + _SWEEPERS):
                time.sleep(chance.uniform(0.05, 1.0))
                process.send_signal(signal.SIGKILL)
                process.wait()
            servers.append(self._start_server())
            ended = time.monotonic() + 600
            while self._left() and time.monotonic() < ended:
                self._wake_servers()
                time.sleep(1)
            self.assertEqual(self._left(), 0, f"round {number}")
        for process, _port in servers:
            process.kill()
            process.wait()
        [(swept,)] = sql(
            self.database,
            "SELECT lastcall >= %s FROM ir_cron c JOIN ir_model_data d ON d.res_id = c.id"
            " WHERE d.module = 'service_quality' AND d.name = 'ir_cron_climb'",
            begun,
        )
        self.assertTrue(swept, "no server took part")
        self._check()

    def _check(self):
        steps = sql(
            self.database,
            "SELECT l.sequence, count(*), count(DISTINCT e.clock_id) FROM service_escalation e"
            " JOIN service_escalation_level l ON l.id = e.level_id WHERE e.policy_id = %s GROUP BY 1 ORDER BY 1",
            self.policy,
        )
        self.assertEqual(steps, [(0, _CLOCKS, _CLOCKS), (1, _CLOCKS, _CLOCKS)])
        notices = sql(
            self.database,
            "SELECT user_id, count(*), count(DISTINCT escalation_id), count(message_id), bool_and(outcome = 'told')"
            " FROM service_escalation_notice WHERE policy_id = %s GROUP BY 1 ORDER BY 1",
            self.policy,
        )
        self.assertEqual(notices, [(person, _CLOCKS, _CLOCKS, _CLOCKS, True) for person in sorted(self.people)])
        # Each action ran once a level: from medium one step higher, twice
        self.assertEqual(
            sql(
                self.database, "SELECT priority, count(*) FROM helpdesk_ticket WHERE team_id = %s GROUP BY 1", self.team
            ),
            [("3", _CLOCKS)],
        )
        # No message was sent that no notice knows, and none was sent twice
        [(sent, known)] = sql(
            self.database,
            "SELECT (SELECT count(DISTINCT n.mail_message_id) FROM mail_notification n"
            " JOIN res_users u ON u.partner_id = n.res_partner_id WHERE u.id = ANY(%s)),"
            " (SELECT count(DISTINCT message_id) FROM service_escalation_notice WHERE policy_id = %s)",
            self.people,
            self.policy,
        )
        self.assertEqual(sent, known)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


_OPTIONS = ("db_host", "db_port", "db_user", "db_password", "data_dir", "addons_path")
_BOOT = """
import ast, os
from odoo.tools import config
options = ast.literal_eval(os.environ["SWEEPER_OPTIONS"])
paths = options.pop("addons_path")
config.parse_config([f"--addons-path={paths if isinstance(paths, str) else ','.join(paths)}"])
for name, value in options.items():
    if value:
        config[name] = value
"""
