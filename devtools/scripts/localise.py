"""Make the company and its people those of a language's country: localise.py LANGUAGE.

Run twice: before the addons are installed (accounting takes its chart and currency from the company) and after, for
the people that came with them.
"""

import sys

_PLACES = {"zh_CN": ("base.cn", "base.CNY", "Asia/Shanghai")}


def localise(env, language):
    country, currency, timezone = _PLACES.get(language) or (None, None, None)
    users = env["res.users"].with_context(active_test=False).search([("share", "=", False)])
    users.write({"lang": language} | ({"tz": timezone} if timezone else {}))
    company = env.ref("base.main_company")
    company.partner_id.lang = language
    env["ir.default"].set("res.partner", "lang", language)
    if country:
        company.country_id = env.ref(country)
        env.ref(currency).active = True
        if company.currency_id != env.ref(currency):
            company.currency_id = env.ref(currency)
    env.cr.commit()


localise(env, sys.argv[1])  # noqa: F821  (given by in_odoo.py)
