from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.matching import Scope, match
from .service_standard import CASE_KINDS


class ServiceProcess(models.Model):
    """How a kind of case is handled: steps in their order, with owner, checks, evidence and time.

    The most specific process in force is applied to a new case: by category
    and team (those below included), then by kind. A process in force is not
    edited; its next version is, and cases keep the version they began with.
    """

    _name = "service.process"
    _description = "Service Process"
    _inherit = ["service.cached.mixin", "service.version.mixin", "mail.thread"]
    _order = "sequence, name, version desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    purpose = fields.Text(translate=True, help="What it is for, in a sentence or two.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    # Version
    previous_id = fields.Many2one("service.process", readonly=True, copy=False, index="btree_not_null")
    change_note = fields.Text(string="What Changed", copy=False)
    in_force_from = fields.Datetime(readonly=True, copy=False)
    # Scope
    automatic = fields.Boolean(
        string="Applied by Itself", default=True, help="To new cases that it fits; else it is chosen on the case."
    )
    kind = fields.Selection(CASE_KINDS, string="Kind of Case")
    category_ids = fields.Many2many("helpdesk.ticket.category", string="Categories", ondelete="restrict")
    team_ids = fields.Many2many("helpdesk.ticket.team", string="Teams", ondelete="restrict")
    # Steps
    step_ids = fields.One2many("service.process.step", "process_id", string="Steps", copy=True)
    step_count = fields.Integer(compute="_compute_step_count")
    case_count = fields.Integer(compute="_compute_case_count")

    _OPEN_FIELDS = frozenset({"name", "purpose", "sequence", "active", "automatic", "message_follower_ids"})
    _LIFE_FIELDS = frozenset({"state", "version", "previous_id", "in_force_from"})

    @api.depends("step_ids")
    def _compute_step_count(self):
        for process in self:
            process.step_count = len(process.step_ids)

    def _compute_case_count(self):
        counts = dict(
            self.env["service.case.step"]._read_group(
                [("process_id", "in", self.ids)], ["process_id"], ["ticket_id:count_distinct"]
            )
        )
        for process in self:
            process.case_count = counts.get(process, 0)

    # Actions

    def action_put_in_force(self):
        self.check_access("write")
        for process in self.filtered(lambda process: process.state == "draft"):
            if not process.step_ids:
                raise UserError(self.env._("%(process)s has no step yet.", process=process.display_name))
            if process.previous_id and not (process.change_note or "").strip() and not self.env.su:
                raise UserError(
                    self.env._("Say what changed in %(process)s, for those who follow it.", process=process.name)
                )
            process._get_versions().sudo().filtered(lambda older: older.state == "in_force").write({"state": "retired"})
            process.sudo().write({"state": "in_force", "in_force_from": fields.Datetime.now()})

    def action_retire(self):
        self.check_access("write")
        self.filtered(lambda process: process.state == "in_force").sudo().write({"state": "retired"})

    def action_view_report(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_step_report_action")
        return {**action, "domain": [("process_id", "=", self.id)]}

    # Which process a case follows

    @api.model
    def _find(self, case):
        """The process of a case given as ``{axis: value}``; None if none fits."""
        found = match(case, self._get_scopes())
        return found[0].scope.id if found else None

    @api.model
    @tools.ormcache()
    def _get_scopes(self):
        processes = self.sudo().search([("state", "=", "in_force"), ("automatic", "=", True)])
        return tuple(process._get_scope() for process in processes)

    def _get_scope(self):
        self.ensure_one()
        tree = self.env["service.standard"].sudo()._get_tree
        criteria = {
            "category": tree(self.category_ids),
            "team": tree(self.team_ids),
            "kind": {self.kind} if self.kind else {},
        }
        return Scope(
            id=self.id,
            sequence=self.sequence,
            company=self.company_id.id or None,
            criteria={axis: values for axis, values in criteria.items() if values},
        )

    @api.model
    def _open_on(self, process_of):
        """Give cases the steps of their processes, ``{ticket id: process id}``, in one statement for any number."""
        if not process_of:
            return
        self.env["service.process.step"].flush_model()
        self.env["service.process"].flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO service_case_step
                       (ticket_id, process_id, step_id, company_id, sequence, required, role, state, undone_count,
                        create_uid, create_date, write_uid, write_date)
                SELECT t.id, s.process_id, s.id, t.company_id, row_number() OVER (PARTITION BY t.id
                                                                                      ORDER BY s.sequence, s.id),
                       s.required, s.role, 'todo', 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(tickets)s::int[], %(processes)s::int[]) AS n(ticket_id, process_id)
                  JOIN helpdesk_ticket AS t ON t.id = n.ticket_id
                  JOIN service_process_step AS s ON s.process_id = n.process_id
             RETURNING id
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                tickets=list(process_of),
                processes=list(process_of.values()),
            )
        )
        self.env["service.case.step"].invalidate_model()
        self.env["helpdesk.ticket"].invalidate_model(["case_step_ids"])
