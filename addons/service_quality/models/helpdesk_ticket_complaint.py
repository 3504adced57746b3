from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.sql import column_exists

from ..engine.moment import At

STEPS = [
    ("received", "Received"),
    ("acknowledged", "Acknowledged"),
    ("dispatched", "Dispatched"),
    ("investigated", "Investigated"),
    ("proposed", "Solution proposed"),
    ("decided", "Customer decided"),
    ("carried_out", "Carried out"),
    ("closed", "Closed"),
]
SEVERITIES = [("low", "Low"), ("medium", "Medium"), ("high", "High"), ("critical", "Very high")]
CHANNELS = [("email", "E-mail"), ("phone", "Phone"), ("portal", "Portal"), ("link", "Link in the e-mail")]
OUTCOMES = [
    ("accepted", "Solution accepted"),
    ("no_answer", "No answer"),
    ("no_agreement", "No agreement"),
    ("withdrawn", "Withdrawn by the customer"),
    ("set_aside", "Set aside"),
]
JUSTIFIED = [("yes", "Justified"), ("partly", "Partly justified"), ("no", "Not justified")]
# Customers read tickets: what is ours alone they do not read
INTERNAL = "base.group_user"
# The course of a complaint is written by its actions
_FROZEN = frozenset(
    {
        "complaint_level",
        "complaint_repetition",
        "complaint_repeat_ids",
        "complaint_matter_ids",
        "complaint_round",
        "complaint_outcome",
        "complaint_department_id",
        "complaint_owner_id",
        "complaint_received_at",
        "complaint_acknowledged_at",
        "complaint_closed_at",
        "complaint_event_ids",
        "complaint_origin_id",
    }
)


class HelpdeskTicket(models.Model):
    """A complaint is a ticket of its kind. Its step says how far it is.

    received → acknowledged → dispatched → investigated → solution proposed →
    customer decided → carried out → closed. What each step needs stands in
    :mod:`..engine.complaint`; a step is reached by
    :meth:`_complaint_advance` alone, and written down in
    ``service.complaint.event``. The stage goes on being the ticket's own: a
    stage that closes needs what closing the complaint needs.
    """

    _inherit = "helpdesk.ticket"

    complaint_step = fields.Selection(
        STEPS, copy=False, index="btree_not_null", group_expand=True, help="How far the complaint is."
    )
    # Classification
    complaint_subject_id = fields.Many2one(
        "service.complaint.subject", string="Complaint about", check_company=True, tracking=True, ondelete="restrict"
    )
    complaint_severity = fields.Selection(SEVERITIES, string="Severity", tracking=True, groups=INTERNAL)
    complaint_level = fields.Integer(
        string="Level Number",
        copy=False,
        readonly=True,
        aggregator="max",
        groups=INTERNAL,
        help="1 to 4, by severity and repetition. It only rises by itself.",
    )
    complaint_justified = fields.Selection(JUSTIFIED, string="Justified", copy=False, tracking=True, groups=INTERNAL)
    complaint_justified_reason = fields.Text(string="Why Justified or Not", copy=False, groups=INTERNAL)
    complaint_findings = fields.Text(string="Findings", copy=False, groups=INTERNAL)
    # Closing
    complaint_summary = fields.Text(
        string="Closing Summary", copy=False, groups=INTERNAL, help="How it ended, in a few sentences."
    )
    complaint_improvement = fields.Selection(
        [("yes", "Needed"), ("no", "Not needed")], string="Improvement", copy=False, groups=INTERNAL
    )
    complaint_improvement_note = fields.Text(string="What is to Improve", copy=False, groups=INTERNAL)
    complaint_outcome = fields.Selection(OUTCOMES, string="Outcome", copy=False, readonly=True, groups=INTERNAL)
    # Course
    complaint_received_at = fields.Datetime(string="Received", copy=False, readonly=True)
    complaint_acknowledged_at = fields.Datetime(string="Acknowledged", copy=False, readonly=True)
    complaint_closed_at = fields.Datetime(string="Complaint Closed", copy=False, readonly=True)
    complaint_round = fields.Integer(
        default=1, copy=False, readonly=True, aggregator=None, groups=INTERNAL, help="Counted up when it is reopened."
    )
    complaint_event_ids = fields.One2many(
        "service.complaint.event",
        "ticket_id",
        string="Complaint Log",
        readonly=True,
        groups="service_quality.service_quality_group_department",
    )
    solution_ids = fields.One2many(
        "service.solution",
        "ticket_id",
        string="Proposals",
        groups="service_quality.service_quality_group_department,base.group_portal",
    )
    complaint_origin_id = fields.Many2one(
        "helpdesk.ticket",
        string="Came from",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="The case that the complaint was opened from.",
    )
    complaint_made_ids = fields.One2many(
        "helpdesk.ticket", "complaint_origin_id", string="Complaints from This Case", groups=INTERNAL
    )

    _complaint_origin_uniq = models.UniqueIndex(
        "(complaint_origin_id) WHERE complaint_origin_id IS NOT NULL", "A case leads to one complaint."
    )
    _complaint_open_idx = models.Index("(company_id, complaint_received_at) WHERE kind = 'complaint'")

    def _auto_init(self):
        """Complaints at hand from before there were steps stand where their stage is: in one statement."""
        fresh = not column_exists(self.env.cr, self._table, "complaint_step")
        res = super()._auto_init()
        if fresh:
            self.env.cr.execute(
                "UPDATE helpdesk_ticket SET complaint_step = CASE WHEN closed THEN 'closed' ELSE 'received' END,"
                " complaint_received_at = create_date, complaint_closed_at = CASE WHEN closed THEN closed_date END,"
                " complaint_round = 1, complaint_repetition = 1, complaint_level = 1 WHERE kind = 'complaint'"
            )
        return res

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                # A form sends what it holds, empty as it is
                self._complaint_refuse_frozen({name for name, value in vals.items() if value})
                if vals.get("complaint_step", "received") != "received":
                    raise UserError(self.env._("A complaint begins as received."))
        vals_list = self._complaint_prepare_new(vals_list)
        tickets = super().create(vals_list)
        tickets.filtered("complaint_step")._complaint_begin()
        return tickets

    def _complaint_prepare_new(self, vals_list):
        """The values of new tickets, with what is known of complaints from the start."""
        kind = self.default_get(["kind"]).get("kind")
        complaints = [vals for vals in vals_list if vals.get("kind", kind) == "complaint"]
        intake = iter(self._complaint_take_in(complaints))
        return [
            {**vals, **next(intake)} if vals.get("kind", kind) == "complaint" else {**vals, "complaint_step": False}
            for vals in vals_list
        ]

    def write(self, vals):
        if not self.env.su:
            self._complaint_refuse_frozen(vals)
        step = vals.get("complaint_step") if not self.env.su else None
        if not self.env.su and "complaint_step" in vals:
            # On the board: asked for, not written
            vals = {name: value for name, value in vals.items() if name != "complaint_step"}
        closing = self._complaint_before_stage(vals) if "stage_id" in vals else None
        became = self._complaint_before_kind(vals["kind"]) if "kind" in vals else None
        res = super().write(vals) if vals else True
        if became:
            became._complaint_become()
        if closing:
            closing._complaint_after_stage()
        if vals.keys() & {"complaint_severity"}:
            self.filtered("complaint_step")._complaint_raise_level()
        if step:
            self._complaint_advance(step)
        return res

    def _complaint_refuse_frozen(self, names):
        if not _FROZEN.isdisjoint(names):
            raise AccessError(self.env._("The course of a complaint is written by its actions, not by hand."))

    def _complaint_before_kind(self, kind):
        """The tickets that are about to become complaints; refuse to unmake those that are worked on."""
        if kind == "complaint":
            return self.filtered(lambda ticket: ticket.kind != "complaint")
        left = self.filtered("complaint_step")
        if any(ticket.complaint_step not in ("received", "acknowledged") for ticket in left):
            raise UserError(self.env._("This complaint is being handled: it stays a complaint."))
        left.sudo().write({"complaint_step": False})
        return self.browse()

    def _complaint_is_history(self):
        """Whether what happens is taken over from a log of the past."""
        return bool(At.of_history(self.env.context))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handled(self):
        if any(ticket.complaint_step not in (False, "received") for ticket in self):
            raise UserError(self.env._("A complaint that was worked on is archived, not deleted."))
