"""A log through the methods of live use, against the same tickets and stage moves without promises."""

from .measure import Measure, median, seconds

_REPEATS = 3


def measures(databases):
    """Events a second of the sample log."""
    ours, theirs, events = [], [], 0
    for _repeat in range(_REPEATS):
        with databases.env("own") as env:
            importer = env["service.log.import"]
            log = importer._parse(importer._get_sample())
            events = len(log.events)
            ours.append(seconds(lambda: importer._replay(log, create_agents=True)))
        with databases.env("bare") as env:
            theirs.append(seconds(lambda: _bare(env, log)))
    yield Measure(
        "replay: an event / bare create and stage move",
        events,
        "ms/event",
        *(1000 * median(t) / events for t in (ours, theirs)),
    )


def _bare(env, log):
    env = env(context={"tracking_disable": True})
    done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
    progress = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
    tickets = {}
    for event in log.events:
        if event.case not in tickets:
            tickets[event.case] = env["helpdesk.ticket"].create({"name": event.case, "description": event.case})
        elif event.meaning != "note":
            tickets[event.case].stage_id = done if event.meaning in ("resolve", "close") else progress
            env.flush_all()
