import base64
import gzip
import hashlib
import io
import zlib
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, file_open

from ..engine.event_log import LogError, LogMap, MapError, read_log, read_map
from ..engine.moment import from_epoch, to_epoch
from .service_log_replay import LogReplay


class ServiceLogImport(models.TransientModel):
    """Import the event log of another helpdesk: its cases, with clocks as if they had been handled here."""

    _name = "service.log.import"
    _description = "Import Event Log"

    file = fields.Binary(string="Event Log", help="CSV, or CSV compressed with gzip.")
    file_name = fields.Char()
    map_text = fields.Text(
        string="Map",
        help='JSON: {"columns": {"case": "No."}, "activities": {"Answered": "respond"}, "timezone": "Asia/Shanghai"}',
    )
    create_agents = fields.Boolean(
        string="Create Unknown Agents", help="Make a user of every agent of the log whose login or name is not known."
    )
    state = fields.Selection([("draft", "Draft"), ("checked", "Checked"), ("done", "Done")], default="draft")
    report = fields.Json(readonly=True)
    report_text = fields.Text(compute="_compute_report_text")

    @api.depends("report")
    def _compute_report_text(self):
        for wizard in self:
            wizard.report_text = wizard._format_report(wizard.report) if wizard.report else False

    def action_check(self):
        """Read the whole log without importing anything."""
        self.ensure_one()
        log = self._read_log()
        self.write({"state": "checked", "report": self._describe(log)})
        return self._reopen()

    def action_import(self):
        """Import the log: all of it or, if anything fails, nothing."""
        self.ensure_one()
        log = self._read_log()
        report = self._replay(log, create_agents=self.create_agents)
        self.write({"state": "done", "report": report})
        return self._reopen()

    def action_sample(self):
        """Fill in the log that comes with the addon, to see what an import does."""
        self.ensure_one()
        self.write({"file": base64.b64encode(self._get_sample()), "file_name": "sample_log.csv", "state": "draft"})
        return self.action_check()

    @api.model
    def _get_sample(self):
        """The bytes of the sample log, in the user's language where there is one."""
        language = self.env.lang or self.env.company.partner_id.lang
        suffix = ".zh_CN" if language == "zh_CN" else ""
        with file_open(f"service_quality/data/sample_log{suffix}.csv", "rb") as file:
            return file.read()

    @api.model
    def _import_sample(self):
        """Demo data: the sample log as if it ended now."""
        log = self._parse(self._get_sample()).ending_at(to_epoch(fields.Datetime.now()))
        self._replay(log, create_agents=True)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Event Log"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # Reading

    def _read_log(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        return self._parse(base64.b64decode(self.file), self.map_text)

    @api.model
    def _parse(self, content, map_text=None):
        """A checked log from the bytes of a file.

        :raises ValidationError: naming the line that cannot be read
        """
        try:
            mapping = read_map(map_text) if map_text else LogMap()
            if content[:2] == b"\x1f\x8b":
                content = gzip.decompress(content)
            log = read_log(io.StringIO(content.decode("utf-8-sig"), newline=""), mapping)
        except LogError as error:
            raise ValidationError(
                self.env._("Nothing was imported. Line %(line)s: %(reason)s", line=error.line, reason=error.reason)
            ) from error
        except MapError as error:
            raise ValidationError(self.env._("The map cannot be used: %(reason)s", reason=error)) from error
        except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValidationError(
                self.env._("Nothing was imported: the file is no CSV in UTF-8 (%(reason)s).", reason=error)
            ) from error
        if not log.events:
            raise ValidationError(self.env._("Nothing was imported: the log has no events."))
        return log

    @api.model
    def _describe(self, log):
        return {"cases": log.cases, "events": len(log.events), "unknown": dict(log.unknown)}

    # Importing

    @api.model
    def _replay(self, log, create_agents=False, progress=lambda done, total: None):
        """Feed a log through the methods of live use and report what its clocks say.

        :return: dict that can be written as JSON
        """
        replay = LogReplay(self.env, log, create_agents)
        tickets = replay.run(progress)
        if log.events:
            replay.climb_until(from_epoch(log.events[-1].at))
            self._mark_until(from_epoch(log.events[-1].at), tickets)
        return {
            **self._describe(log),
            "missing_agents": sorted(replay.missing_agents),
            "metrics": self._get_metric_report(tickets),
            "pauses": self._get_pause_report(tickets),
            "reopened": sum(1 for ticket in tickets if ticket.clock_cycle > 1),
            "digest": self._get_digest(tickets),
        }

    @api.model
    def _mark_until(self, moment, tickets):
        """Mark what was at risk and missed when the log ends; nobody is told about the past."""
        clocks = self.env["service.clock"].with_context(service_no_activity=True)
        while clocks._sweep(min(moment, fields.Datetime.now()), 5000, SQL("ticket_id = ANY(%s)", tickets.ids)):
            continue

    @api.model
    def _get_metric_report(self, tickets):
        groups = self.env["service.clock"]._read_group(
            [("ticket_id", "in", tickets.ids)],
            ["metric"],
            ["__count", "compliance:avg", "hours_used:avg", "hours_late:sum"],
        )
        results = defaultdict(dict)
        for metric, state, result, count in self.env["service.clock"]._read_group(
            [("ticket_id", "in", tickets.ids)], ["metric", "state", "result"], ["__count"]
        ):
            key = result or state
            results[metric][key] = results[metric].get(key, 0) + count
        return {
            metric: {
                "clocks": count,
                **results[metric],
                "compliance": compliance,
                "hours_used": hours,
                "hours_late": late,
            }
            for metric, count, compliance, hours, late in groups
        }

    @api.model
    def _get_pause_report(self, tickets):
        groups = self.env["service.clock.event"]._read_group(
            [("clock_id.ticket_id", "in", tickets.ids), ("kind", "=", "pause")], ["whose"], ["__count"]
        )
        [(seconds,)] = self.env["service.clock"]._read_group(
            [("ticket_id", "in", tickets.ids)], [], ["seconds_paused:sum"]
        )
        return {"events": dict(groups), "hours": (seconds or 0) / 3600}

    @api.model
    def _get_digest(self, tickets):
        """A fingerprint of every clock, the same for the same log, standards and calendars."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT t.name, c.metric, c.cycle, c.start, c.due, c.stop, c.state, c.result, c.seconds_used,"
                " c.seconds_paused FROM service_clock c JOIN helpdesk_ticket t ON t.id = c.ticket_id"
                " WHERE t.id = ANY(%s) ORDER BY 1, 2, 3, 4",
                tickets.ids,
            )
        )
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]

    @api.model
    def _format_report(self, report):
        """The report as lines to read."""
        lines = [self.env._("%(cases)s cases, %(events)s events", cases=report["cases"], events=report["events"])]
        labels = dict(self.env["service.clock"]._fields["metric"]._description_selection(self.env))
        for metric, figures in report.get("metrics", {}).items():
            lines.append(
                self.env._(
                    "%(metric)s: %(met)s met, %(missed)s missed (%(percent).1f %% kept), %(hours).1f h on average",
                    metric=labels[metric],
                    met=figures.get("met", 0),
                    missed=figures.get("missed", 0),
                    percent=100 * (figures["compliance"] or 0),
                    hours=figures["hours_used"] or 0,
                )
            )
        if "pauses" in report:
            lines.append(
                self.env._(
                    "%(pauses)s pauses, %(hours).0f h; %(reopened)s cases reopened",
                    pauses=sum(report["pauses"]["events"].values()),
                    hours=report["pauses"]["hours"],
                    reopened=report["reopened"],
                )
            )
        for activity, count in report.get("unknown", {}).items():
            lines.append(
                self.env._(
                    "Unknown activity “%(activity)s” %(count)s times: kept as a note, moves no clock",
                    activity=activity,
                    count=count,
                )
            )
        if missing := report.get("missing_agents"):
            lines.append(self.env._("Unknown agents: %(agents)s", agents=", ".join(missing)))
        return "\n".join(lines)
