"""Finding an answer among 50,000 articles and solved cases, beside what ``ilike`` takes for the same questions."""

import random

from odoo.tools import SQL

from .measure import Measure, seconds

_ARTICLES = 10_000
_CASES = 40_000
_BATCH = 2_000
_QUESTIONS = 200
_LIMIT_MS = 200

_WORDS = (
    "water pressure valve sensor pump heater display fault code reset filter fan noise leak drain battery cable router"
    " network printer paper scanner invoice refund warranty compressor firmware update password language remote manual"
    " temperature thermostat radiator boiler gas burner ignition flame smoke alarm door hinge lock motor belt bearing"
).split()
_PHRASES = (
    "热水器 漏水 安全阀 水垢 压力 显示屏 故障 代码 复位 滤网 风扇 噪音 排水管 电池 路由器 网络 打印机"
    " 热敏纸 扫描枪 发票 退款 保修 压缩机 固件 升级 密码 遥控器 说明书 温度 温控器 暖气片 锅炉 燃气"
    " 点火 火焰 烟雾 报警 门锁 电机 皮带 轴承 室外机"
).split()


def measures(databases):
    with databases.env("own") as env:
        chance = random.Random(50_000)
        _fill(env, chance)
        asked = [_question(chance) for _n in range(_QUESTIONS)]
        # As somebody to whom record rules apply
        env = env(user=_agent(env))
        documents = env["service.search.document"]
        ask = _percentile([seconds(lambda text=text: documents.ask(text)) for text in asked])
        plain = _percentile([seconds(lambda text=text: _by_ilike(env, text)) for text in asked[:10]])
    name = f"search: p95 among {_ARTICLES + _CASES:,} articles and cases / ilike"
    yield Measure(name, _QUESTIONS, "ms", ask, plain, _LIMIT_MS, judged="ours")


def _agent(env):
    """An agent whose team has half of the cases."""
    agent = env["res.users"].create(
        {
            "name": "Benchmark",
            "login": "benchmark_search",
            "group_ids": [(4, env.ref("service_quality.service_quality_group_agent").id)],
        }
    )
    team = env["helpdesk.ticket.team"].create({"name": "Benchmark", "user_ids": [(4, agent.id)]})
    env.flush_all()
    env.cr.execute(SQL("UPDATE helpdesk_ticket SET team_id = %s WHERE id %% 2 = 0", team.id))
    env.cr.execute("ANALYZE helpdesk_ticket")
    env.invalidate_all()
    return agent


def _percentile(times, share=0.95):
    """In milliseconds."""
    return 1000 * sorted(times)[int(share * (len(times) - 1))]


def _text(chance, length):
    """Common words are common, as in life; half of the texts are Chinese."""
    words, glue = (_WORDS, " ") if chance.random() < 0.5 else (_PHRASES, "")
    chosen = [words[min(int(chance.expovariate(0.08)), len(words) - 1)] for _n in range(length)]
    return glue.join(chosen), f"E{chance.randint(1, 900)}"


def _question(chance):
    words, code = _text(chance, chance.randint(1, 5))
    return f"{words} {code}" if chance.random() < 0.3 else words


def _fill(env, chance):
    rows = []
    for number in range(_ARTICLES + _CASES):
        title, code = _text(chance, 6)
        rows.append((number < _ARTICLES, f"{title} {code}", _text(chance, 60)[0]))
    articles = env.execute_query(
        SQL(
            "INSERT INTO service_article (name, state, visibility, version, active, problem, review_months)"
            " SELECT title, 'published', 'internal', 1, TRUE, body, 12"
            " FROM unnest(%s::text[], %s::text[]) AS n(title, body) RETURNING id",
            [title for article, title, _body in rows if article],
            [body for article, _title, body in rows if article],
        )
    )
    cases = env.execute_query(_copies(env, [row[1:] for row in rows if not row[0]]))
    ids = iter([*articles, *cases])
    documents = [
        (row_id if article else None, None if article else row_id, "internal", title, "", body)
        for (article, title, body), (row_id,) in zip(rows, ids, strict=True)
    ]
    for start in range(0, len(documents), _BATCH):
        env["service.search.document"]._store(documents[start : start + _BATCH])
    env["service.search.document"]._count_terms()
    for table in ("service_search_document", "service_search_term", "service_article", "helpdesk_ticket"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def _copies(env, rows):
    """Solved cases like one of the ORM's, with other words."""
    stage = env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)
    case = env["helpdesk.ticket"].create({"name": "x", "description": "x", "stage_id": stage.id})
    env.flush_all()
    own = ("id", "number", "name", "description")
    columns = env.execute_query(
        SQL(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'helpdesk_ticket' AND NOT column_name = ANY(%s)",
            list(own),
        )
    )
    copied = SQL(", ").join(SQL.identifier(column) for (column,) in columns)
    return SQL(
        "INSERT INTO helpdesk_ticket (%s, number, name, description)"
        " SELECT %s, 'B' || row_number() OVER (), n.title, n.body"
        " FROM helpdesk_ticket AS t, unnest(%s::text[], %s::text[]) AS n(title, body) WHERE t.id = %s RETURNING id",
        copied,
        copied,
        [title for title, _body in rows],
        [body for _title, body in rows],
        case.id,
    )


def _by_ilike(env, text):
    """Ten of each, every word in title or text."""
    for model, body in (("service.article", "problem"), ("helpdesk.ticket", "description")):
        domain = []
        for word in text.split():
            domain += ["|", ("name", "ilike", word), (body, "ilike", word)]
        env[model].search(domain, limit=10, order="id desc").mapped("name")
