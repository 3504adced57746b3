from odoo import api, fields, models

from ..engine.survival import estimate
from .service_reliability_history import History


class ServiceReliability(models.Model):
    """How long devices and their parts last, and how long a repair takes: a row per device, and per part of it.

    A device's spells run from its delivery, or its last repair, until it failed or today; those of a part from the
    device's delivery or the last time it was replaced. A part counts as built into every device of a kind in which it
    has been replaced before. No failure is what was misuse, or where nothing was found.
    """

    _name = "service.reliability"
    _inherit = ["service.figures"]
    _description = "Reliability"
    _order = "product_id, part_id nulls first, id"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    product_id = fields.Many2one(
        "product.product", string="Device", required=True, readonly=True, index=True, ondelete="cascade"
    )
    part_id = fields.Many2one(
        "product.product", readonly=True, index="btree_not_null", ondelete="cascade", help="Empty: the device itself."
    )
    units = fields.Integer(string="Devices", readonly=True, help="Of which at least one spell is known.")
    spells = fields.Integer(readonly=True)
    failures = fields.Integer(readonly=True)
    exposure = fields.Float(string="Days in Use", readonly=True, digits=(16, 1))
    mean_between = fields.Float(
        string="MTBF (days)",
        readonly=True,
        digits=(16, 1),
        aggregator=None,
        help="Mean time between failures: days in use of all, of those that still work as well, per failure."
        " Zero while nothing has failed.",
    )
    median = fields.Float(
        string="Half Last (days)",
        readonly=True,
        digits=(16, 0),
        aggregator=None,
        help="By Kaplan and Meier. Zero while more than half outlast the observation.",
    )
    year = fields.Float(
        string="Last a Year", readonly=True, aggregator=None, help="Share that works for a year without a failure."
    )
    year_known = fields.Boolean(readonly=True, help="Whether anything has been seen for a year.")
    repairs = fields.Integer(readonly=True)
    mean_repair = fields.Float(
        string="MTTR (h)", readonly=True, aggregator=None, help="Mean time to repair, from intake until the report."
    )
    mean_repair_net = fields.Float(
        string="MTTR without Waiting (h)",
        readonly=True,
        aggregator=None,
        help="Without the times for which the work order waited for a part, the customer or an approval.",
    )
    computed_on = fields.Datetime(readonly=True)
    point_ids = fields.One2many("service.reliability.point", "reliability_id", string="Curve", readonly=True)

    _subject_uniq = models.UniqueIndex("(company_id, product_id, COALESCE(part_id, 0))", "One row per device and part.")

    @api.depends("product_id", "part_id")
    def _compute_display_name(self):
        for row in self:
            names = (row.product_id.display_name, row.part_id.display_name)
            row.display_name = " · ".join(filter(None, names))

    @api.model
    def _refresh(self, company):
        """Replace the rows of a company. The number of queries does not depend on how many repairs there are."""
        rows = self.sudo()
        rows.search([("company_id", "=", company.id)]).unlink()
        history = History(self.env, company)
        rows.create(
            [
                self._prepare_row(company, product, part, spells, history)
                for (product, part), spells in history.get_spells().items()
                if spells
            ]
        )

    def _prepare_row(self, company, product, part, spells, history):
        curve = estimate([spell for of_unit in spells.values() for spell in of_unit])
        year = curve.at(365)
        hours, net = history.get_hours(product, part)
        return {
            "company_id": company.id,
            "product_id": product,
            "part_id": part,
            "units": len(spells),
            "spells": curve.spells,
            "failures": curve.failures,
            "exposure": curve.exposure,
            "mean_between": curve.mean_between or 0,
            "median": curve.median or 0,
            "year": year or 0,
            "year_known": year is not None,
            "repairs": len(hours),
            "mean_repair": sum(hours) / len(hours) if hours else 0,
            "mean_repair_net": sum(net) / len(net) if net else 0,
            "computed_on": fields.Datetime.now(),
            "point_ids": self.env["service.reliability.point"]._prepare_points(curve),
        }

    def action_view_curve(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_reliability_point_action")
        return {**action, "domain": [("reliability_id", "in", self.ids)]}
