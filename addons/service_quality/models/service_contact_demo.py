import random
from datetime import timedelta

from odoo import api, fields, models

_DAYS = 28
_CALLS_A_DAY = 14
# How busy each hour is, from midnight
_LOAD = (1, 1, 1, 1, 1, 1, 2, 4, 9, 12, 12, 10, 7, 9, 11, 11, 9, 7, 4, 3, 2, 2, 1, 1)


class ServiceContact(models.Model):
    _inherit = "service.contact"

    @api.model
    def _make_demo_calls(self):
        """Demo data: the calls of the last weeks, the same ones each time, more and slower at noon."""
        chance = random.Random(30)
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        agents = [self.env.ref(f"service_quality.{name}") for name in ("user_agent", "user_agent_technical")]
        team = self.env.ref("service_quality.team_first_line")
        numbers = ["+86 21 5555 0101", *(f"+86 139 0000 {index:04}" for index in range(40))]
        records = []
        for day in range(_DAYS, 0, -1):
            for _call in range(_CALLS_A_DAY):
                hour = chance.choices(range(24), _LOAD)[0]
                start = today - timedelta(days=day) + timedelta(hours=hour, seconds=chance.randrange(3600))
                records.append(
                    self._make_demo_call(
                        chance, start, chance.choice(numbers), chance.choice(agents), team, _LOAD[hour]
                    )
                )
        return self.create(records)

    @api.model
    def _make_demo_call(self, chance, start, number, agent, team, load):
        waiting = timedelta(seconds=round(chance.expovariate(1 / (8 + load))) + 2)
        call = {
            "medium": chance.choices(("phone", "chat", "counter"), (8, 2, 1))[0],
            "number": number,
            "start": start,
            "user_id": agent.id,
            "team_id": team.id,
            "source": "import",
        }
        if chance.random() < 0.02 + 0.008 * load:
            return {**call, "user_id": False, "abandoned": start + waiting * 2}
        answered = start + waiting
        return {**call, "answered": answered, "ended": answered + timedelta(seconds=chance.randrange(40, 600))}
