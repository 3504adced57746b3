"""Make the company and its people those of a language's country: localise.py LANGUAGE.

Run after each stage of an installation: after `base` (accounting chooses its chart by the company's country), after
`account` (whose demonstration data gives the company an American chart and currency all the same) and at the end, for
the people that came with the addons.
"""

import sys

_PLACES = {"zh_CN": ("base.cn", "base.CNY", "Asia/Shanghai")}


def localise(env, language):
    country, currency, timezone = _PLACES.get(language, ("", "", ""))
    users = env["res.users"].with_context(active_test=False).search([("share", "=", False)])
    users.write({"lang": language} | ({"tz": timezone} if timezone else {}))
    company = env.ref("base.main_company")
    company.partner_id.lang = language
    env["ir.default"].set("res.partner", "lang", language)
    if country:
        company.country_id, currency = env.ref(country), env.ref(currency)
        currency.active = True
        if company.currency_id != currency:
            _change_currency(env, company, currency)
    env.cr.commit()


def _change_currency(env, company, currency):
    """With accounting installed: only a company without entries may change its currency, so they go first."""
    if "account.move" not in env:
        company.currency_id = currency
        return
    ours = [("company_id", "=", company.id)]
    env["account.move.line"].search(ours).remove_move_reconcile()
    moves = env["account.move"].search(ours)
    moves.filtered(lambda move: move.state == "posted").button_draft()
    env["account.bank.statement.line"].search(ours).unlink()
    env["account.payment"].search(ours).unlink()
    moves.exists().with_context(force_delete=True).unlink()
    company.currency_id = currency
    chart = env["account.chart.template"]
    chart.try_loading(chart._guess_chart_template(company.country_id), company, install_demo=True)


localise(env, sys.argv[1])  # noqa: F821  (given by in_odoo.py)
