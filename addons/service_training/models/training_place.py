from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.checkin import parse_networks


class TrainingPlace(models.Model):
    """Where training takes place, and from which networks participants may check in there."""

    _name = "training.place"
    _description = "Training Place"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    address = fields.Char()
    seats = fields.Integer(help="0: not limited.")
    networks = fields.Char(
        help="Addresses of the place's network, such as 192.0.2.0/24. Self check-in is refused from elsewhere."
        " Empty: from anywhere.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.constrains("networks")
    def _check_networks(self):
        for place in self:
            try:
                parse_networks(place.networks)
            except ValueError as error:
                raise ValidationError(
                    self.env._("%(word)s is no network address; write it as 192.0.2.0/24.", word=error.args[0])
                ) from error
