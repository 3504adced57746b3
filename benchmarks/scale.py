"""What people open every day, in a database of many years beside the same in a young one."""

from lxml import etree

from odoo.tools.safe_eval import safe_eval

from . import cases
from .measure import Measure, median, seconds

_REPEATS = 5
# One case in twenty is open, of whose five clocks one still runs: one clock in a hundred
_OPEN = 20
# Cases come at this rate, so the young database is a month old and the other one eight years
_MINUTES_APART = 21
_FEW, _MANY = 2_000, 200_000
_PAGE = 80
_COUNTED = 10_001


def measures(databases):
    """The clock list, the ticket list with its badges and the compliance pivot, as the web client asks for them."""
    young, old = (_time(databases, number) for number in (_FEW, _MANY))
    clocks = _MANY * len(cases.METRICS)
    for name in young:
        yield Measure(f"scale: {name} of 1,000,000 clocks / of 10,000", clocks, "ms", old[name], young[name], 1.5)


def _time(databases, number):
    with databases.env("own") as env:
        _fill(env, number)
        return {name: 1000 * _measure(env, ask) for name, ask in _QUESTIONS.items()}


def _measure(env, ask):
    times = []
    for _repeat in range(_REPEATS):
        env.invalidate_all()
        times.append(seconds(lambda: ask(env)))
    return median(times)


def _fill(env, number):
    """As many cases with five clocks each, the newest of them open."""
    team = cases.insert(env, number, open_ones=number // _OPEN, seconds_apart=60 * _MINUTES_APART)
    env.cr.execute(
        "INSERT INTO service_clock (ticket_id, company_id, team_id, metric, cycle, start, limit_seconds,"
        " at_risk_percent, pauses, state, result, due, at_risk_at, stop, seconds_used, hours_used,"
        " compliance, compliance_adjusted)"
        " SELECT t.id, t.company_id, t.team_id, m.metric, 1, t.create_date, 28800, 80, '', s.state,"
        " CASE WHEN s.state = 'stopped' THEN 'met' END, COALESCE(t.clock_due, t.create_date + interval '8 hours'),"
        " t.create_date + interval '6 hours',"
        " CASE WHEN s.state = 'stopped' THEN t.create_date + interval '2 hours' END,"
        " 7200, 2, CASE WHEN s.state = 'stopped' THEN 1.0 END, CASE WHEN s.state = 'stopped' THEN 1.0 END"
        " FROM helpdesk_ticket t CROSS JOIN unnest(%s) AS m(metric),"
        " LATERAL (SELECT CASE WHEN t.clock_due IS NULL OR m.metric <> 'resolution' THEN 'stopped' ELSE 'running' END"
        " AS state) s"
        " WHERE t.team_id = %s",
        [list(cases.METRICS), team.id],
    )
    env.cr.execute("ANALYZE service_clock")
    env.cr.execute("ANALYZE helpdesk_ticket")
    env.invalidate_all()


def _open_list(env, action):
    """The first page of an action's list, with the filters that it sets."""
    action, model, views = _get_views(env, action, "list")
    arch = etree.fromstring(views["views"]["list"]["arch"])
    fields = views["models"][model._name]["fields"]
    names = [node.get("name") for node in arch.iterfind("./field")]
    specification = {name: {"fields": {"display_name": {}}} if "relation" in fields[name] else {} for name in names}
    domain, order = _get_domain(env, action, views), arch.get("default_order")
    return model.web_search_read(domain, specification, limit=_PAGE, order=order, count_limit=_COUNTED)


def _open_pivot(env, action):
    """The pivot of an action, with its totals."""
    action, model, views = _get_views(env, action, "pivot")
    arch = etree.fromstring(views["views"]["pivot"]["arch"])
    nodes = list(arch.iterfind("./field"))
    rows, columns, measures_ = (
        [node.get("name") for node in nodes if node.get("type") == kind] for kind in ("row", "col", "measure")
    )
    sets = [rows[:r] + columns[:c] for r in range(len(rows) + 1) for c in range(len(columns) + 1)]
    domain = _get_domain(env, action, views)
    return model.formatted_read_grouping_sets(domain, sets, ["__count", *(f"{name}:avg" for name in measures_)])


def _get_views(env, xml_id, kind):
    action = env["ir.actions.act_window"]._for_xml_id(f"service_quality.{xml_id}")
    model = env[action["res_model"]]
    chosen = next((view for view, mode in action["views"] if mode == kind), False)
    return action, model, model.get_views([(chosen, kind), (False, "search")])


def _get_domain(env, action, views):
    """What the filters say that the action's context switches on."""
    chosen = {name.removeprefix("search_default_") for name in safe_eval(action["context"] or "{}")}
    search = etree.fromstring(views["views"]["search"]["arch"])
    conditions = [node.get("domain") for node in search.iter("filter") if node.get("name") in chosen]
    return [leaf for condition in conditions for leaf in safe_eval(condition, {"uid": env.uid})]


_QUESTIONS = {
    "clock list": lambda env: _open_list(env, "service_clock_action"),
    "ticket list with badges": lambda env: _open_list(env, "helpdesk_ticket_action_due"),
    "compliance pivot": lambda env: _open_pivot(env, "service_clock_action_compliance"),
}
