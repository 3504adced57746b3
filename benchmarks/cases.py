"""Any number of cases at once, as rows."""

METRICS = ("first_response", "next_update", "preliminary_solution", "resolution", "closure")


def insert(env, number, open_ones, seconds_apart):
    """A team with ``number`` cases, the newest ``open_ones`` of them open and due in the next minutes.

    :return: the team
    """
    team = env["helpdesk.ticket.team"].create({"name": "Hotline"})
    current, done = (env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}").id for name in ("in_progress", "done"))
    env.flush_all()
    env.cr.execute(
        "INSERT INTO helpdesk_ticket (name, number, description, team_id, stage_id, company_id, active, priority, kind,"
        " closed, rating_status, clock_cycle, clock_due, create_date)"
        " SELECT 'Case ' || n, 'B' || n, 'x', %(team)s, CASE WHEN n <= %(open)s THEN %(current)s ELSE %(done)s END,"
        " %(company)s, true, '1', 'inquiry', n > %(open)s, 'no_rating', 1,"
        " CASE WHEN n <= %(open)s THEN now() + n * interval '1 minute' END,"
        " now() - n * interval '1 second' * %(apart)s FROM generate_series(1, %(number)s) n",
        {
            "team": team.id,
            "open": open_ones,
            "current": current,
            "done": done,
            "company": env.company.id,
            "number": number,
            "apart": seconds_apart,
        },
    )
    return team
