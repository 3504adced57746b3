from odoo import api, fields, models


class ServiceEquipmentReward(models.Model):
    """What a customer got for keeping an equipment well, and for which score."""

    _name = "service.equipment.reward"
    _description = "Reward for Well-Kept Equipment"
    _order = "given_on desc, id desc"
    _rec_name = "reward"

    equipment_id = fields.Many2one("service.customer.equipment", required=True, index=True, ondelete="cascade")
    customer_id = fields.Many2one(related="equipment_id.customer_id", store=True, index=True)
    company_id = fields.Many2one(related="equipment_id.company_id", store=True)
    reward = fields.Char(required=True, help="Discount, free maintenance, gift, certificate of honour.")
    given_on = fields.Date(required=True, default=fields.Date.context_today)
    given_by_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")
    score = fields.Integer(readonly=True, aggregator="avg", help="The care score when it was given.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                vals["given_by_id"] = self.env.uid
        rewards = super().create(vals_list)
        for reward in rewards.sudo():
            reward.score = reward.equipment_id.care_score
            reward.equipment_id.message_post(body=self.env._("Reward given: %(reward)s", reward=reward.reward))
        return rewards
