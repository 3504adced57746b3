import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.process_log import deviations
from ..engine.working_time import ALWAYS

_logger = logging.getLogger(__name__)

_SCOPE_FIELDS = frozenset({"kind", "category_id", "team_id", "company_id"})


class HelpdeskTicket(models.Model):
    """The steps of a case: given when it is opened, followed, and compared with the order of the process."""

    _inherit = "helpdesk.ticket"

    case_step_ids = fields.One2many(
        "service.case.step", "ticket_id", string="Steps", groups="service_quality.service_quality_group_agent"
    )
    process_id = fields.Many2one(
        "service.process", compute="_compute_process", groups="service_quality.service_quality_group_agent"
    )
    process_progress = fields.Float(
        string="Steps Done", compute="_compute_process", groups="service_quality.service_quality_group_agent"
    )
    process_next = fields.Char(
        string="Next Step", compute="_compute_process", groups="service_quality.service_quality_group_agent"
    )
    process_warning = fields.Text(compute="_compute_process", groups="service_quality.service_quality_group_agent")

    @api.depends("case_step_ids.state", "stage_id")
    @api.depends_context("lang")
    def _compute_process(self):
        steps = self.env["service.case.step"].sudo().search([("ticket_id", "in", self.ids)])
        of_ticket = steps.grouped("ticket_id")
        for ticket in self:
            own = of_ticket.get(ticket._origin, steps.browse())
            over = own.filtered(lambda step: step.state != "todo")
            following = (own - over)[:1]
            ticket.process_id = own[-1:].process_id
            ticket.process_progress = len(over) / len(own) if own else 0
            ticket.process_next = following.step_id.name
            left = (own - over).filtered("required") if ticket.solved else steps.browse()
            ticket.process_warning = bool(left) and self.env._(
                "Solved with steps left open: %s", ", ".join(left.step_id.mapped("name"))
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._open_process_safely()
        return tickets

    def write(self, vals):
        if "stage_id" in vals:
            self._check_steps_before(vals["stage_id"])
        res = super().write(vals)
        if not _SCOPE_FIELDS.isdisjoint(vals):
            self.sudo()._follow_process()
        return res

    # Opening

    def _open_process_safely(self):
        """Steps for new cases, never at the price of a case: what fails unforeseen is logged."""
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.env["service.process"]._open_on(self._find_processes())
        except OperationalError:
            # The transaction has to be tried again as a whole
            raise
        except Exception:
            _logger.exception("No process for %s", self)

    def _find_processes(self):
        """``{ticket id: process id}`` of those that a process fits."""
        processes = self.env["service.process"]
        found = {ticket.id: processes._find(ticket._get_process_case()) for ticket in self.sudo()}
        return {ticket: process for ticket, process in found.items() if process}

    def _get_process_case(self):
        return {
            "company": self.company_id.id,
            "category": self.category_id.id,
            "team": self.team_id.id,
            "kind": self.kind,
        }

    def _follow_process(self):
        """What is known better now may call for another process, as long as no step was taken."""
        untouched = self.filtered(
            lambda ticket: all(step.state == "todo" and not step.undone_count for step in ticket.case_step_ids)
        )
        wanted = untouched._find_processes()
        changed = untouched.filtered(lambda ticket: ticket.case_step_ids.process_id.id != wanted.get(ticket.id, False))
        # What somebody chose by hand stays
        changed = changed.filtered(lambda ticket: not ticket.case_step_ids or ticket.case_step_ids.process_id.automatic)
        if changed:
            changed.case_step_ids.unlink()
            changed.flush_model()
            self.env["service.process"]._open_on({t: p for t, p in wanted.items() if t in changed.ids})

    def _apply_process(self, process):
        """Follow another process from its first step on; steps that were taken stay as they are."""
        self.ensure_one()
        self.check_access("write")
        process.check_access("read")
        if process.state != "in_force":
            raise UserError(self.env._("%(process)s is not in force.", process=process.display_name))
        steps = self.sudo().case_step_ids
        if process in steps.process_id:
            raise UserError(self.env._("The case follows %(process)s already.", process=process.display_name))
        steps.filtered(lambda step: step.state == "todo").unlink()
        self.env.flush_all()
        self.env["service.process"]._open_on({self.id: process.id})

    # Closing

    def _check_steps_before(self, stage_id):
        """Where the company wants it so, nobody solves a case with required steps open; customers and mails may."""
        stage = self.env["helpdesk.ticket.stage"].browse(stage_id)
        if self.env.su or stage._get_clock_position() not in ("closed", "resolved"):
            return
        strict = self.filtered(lambda ticket: ticket.company_id.sudo().service_steps_block and not ticket.solved)
        for ticket in strict:
            left = ticket.sudo().case_step_ids.filtered(lambda step: step.state == "todo" and step.required)
            if left:
                raise UserError(
                    self.env._(
                        "Case %(number)s has steps open: %(steps)s. Do them, or skip them with a reason.",
                        number=ticket.number,
                        steps=", ".join(left.step_id.mapped("name")),
                    )
                )

    # Compliance

    def get_process_deviations(self):
        """What was not done as the process says, found from the log.

        :return: ``{ticket id: [{"kind", "step_id", "text"}, …]}`` with every ticket asked for; kinds as in
            :func:`..engine.process_log.deviations`
        """
        self.check_access("read")
        steps = self.env["service.case.step"].sudo().search([("ticket_id", "in", self.ids)])
        of_ticket = steps.grouped("ticket_id")
        found = {}
        for ticket in self:
            own = of_ticket.get(ticket, steps.browse())
            by_id = {step.id: step for step in own}
            found[ticket.id] = [
                {
                    "kind": kind,
                    "step_id": by_id[step_id].step_id.id,
                    "text": by_id[step_id]._describe(kind),
                }
                for kind, step_id in deviations(own._get_log(), ticket.solved)
            ]
        return found

    def _mark_reordered(self):
        for ticket in self:
            ticket.sudo().case_step_ids._mark_reordered()

    def _get_process_time(self):
        """The hours in which the time of a step counts: the team's, else the company's."""
        self.ensure_one()
        calendar = self._clock_calendars().get(self.id)
        return calendar._get_working_time() if calendar else ALWAYS
