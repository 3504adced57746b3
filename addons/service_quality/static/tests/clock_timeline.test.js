import {expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts} from "@odoo/hoot-dom";
import {mockDate, runAllTimers} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {ClockTimeline} from "@service_quality/clock_timeline/clock_timeline";
import {timelineStory} from "@service_quality/clock_timeline/clock_timeline_story";

function segment(kind, start, end, hours) {
    return {kind, start: `2026-03-${start}:00:00`, end: `2026-03-${end}:00:00`, seconds: hours * 3600};
}

/** Eight hours from Monday 14:00, paused for the customer on Tuesday morning, stopped an hour late. */
const MISSED = {
    id: 1,
    title: "HT0001 · Resolution",
    badge: {
        id: 1,
        label: "Resolution",
        state: "stopped",
        result: "missed",
        due: "2026-03-04 09:00:00",
        at_risk: "2026-03-03 16:00:00",
        waiting_for: false,
        remaining: 0,
        late: 3600,
        limit: 8 * 3600,
        working: true,
    },
    start: "2026-03-02 14:00:00",
    at_risk: "2026-03-03 16:00:00",
    due: "2026-03-04 09:00:00",
    stop: "2026-03-04 10:00:00",
    segments: [
        segment("worked", "02 14", "02 17", 3),
        segment("closed", "02 17", "03 08", 15),
        segment("paused:customer", "03 08", "03 13", 5),
        segment("worked", "03 13", "03 17", 4),
        segment("closed", "03 17", "04 08", 15),
        segment("worked", "04 08", "04 09", 1),
        segment("late", "04 09", "04 10", 1),
    ],
    terms: [{label: "Standard", text: "Gold"}],
};

function widths(look) {
    return queryAll(`.o_service_timeline_segment.o_service_timeline_${look}`).map((el) => parseFloat(el.style.width));
}

test("draws what the time was spent on", async () => {
    mockDate("2026-03-05 08:00:00", 0);
    await mountWithCleanup(ClockTimeline, {props: {timeline: MISSED}});
    expect(".o_service_timeline_segment").toHaveCount(7);
    expect(queryAllTexts(".o_service_timeline_moment span")).toEqual([
        "Start Mar 2, 2:00 PM",
        "At risk Mar 3, 4:00 PM",
        "Due Mar 4, 9:00 AM",
        "Stop Mar 4, 10:00 AM",
    ]);
    expect(queryAllTexts(".o_service_timeline_legend li")).toEqual([
        "Worked 8 h",
        "Closed hours 1 d 6 h",
        "Waiting for customer 5 h",
        "Late 1 h",
    ]);
    expect(queryAllTexts(".o_service_timeline_days span")).toEqual(["3 Tue", "4 Wed"]);
});

test("closed hours take a quarter of the bar, or their full length", async () => {
    mockDate("2026-03-05 08:00:00", 0);
    await mountWithCleanup(ClockTimeline, {props: {timeline: MISSED}});
    const total = (look) => Math.round(widths(look).reduce((sum, width) => sum + width, 0));
    expect(total("closed")).toBe(25);
    await contains(".o_service_timeline input[type=checkbox]").click();
    expect(total("closed")).toBe(Math.round((100 * 30) / 44));
});

test("a segment tells its exact moments", async () => {
    mockDate("2026-03-05 08:00:00", +1);
    await mountWithCleanup(ClockTimeline, {props: {timeline: MISSED}});
    await contains(".o_service_timeline_segment.o_service_timeline_paused").hover();
    await runAllTimers();
    expect(".o-tooltip strong").toHaveText("Waiting for customer");
    expect(queryAllTexts(".o-tooltip div")).toEqual(["Mar 3, 9:00 AM – Mar 3, 2:00 PM", "5 h"]);
});

test("a clock stopped in time shows what it did not need", () => {
    const met = {
        ...MISSED,
        badge: {...MISSED.badge, result: "met"},
        stop: "2026-03-02 16:00:00",
        segments: [segment("worked", "02 14", "02 16", 2)],
    };
    const {segments, moments, over} = timelineStory(met);
    expect(over).toBe(true);
    expect(segments.map(({kind, seconds}) => [kind, seconds / 3600])).toEqual([
        ["worked", 2],
        ["left", 6],
    ]);
    expect(moments.map(({name}) => name)).toEqual(["start", "stop", "at_risk", "due"]);
});

test("a paused clock has no due time", () => {
    const paused = {...MISSED, badge: {...MISSED.badge, state: "paused"}, at_risk: false, due: false, stop: false};
    expect(timelineStory(paused).moments.map(({name}) => name)).toEqual(["start", "now"]);
});

test("a clock that has just started", async () => {
    mockDate("2026-03-02 14:00:00", 0);
    const fresh = {...MISSED, due: false, at_risk: false, stop: false, segments: [], terms: []};
    await mountWithCleanup(ClockTimeline, {props: {timeline: fresh}});
    expect(".o_service_timeline_segment").toHaveCount(0);
    expect(".o_service_timeline_moment").toHaveCount(2);
});

class ServiceClock extends models.Model {
    _name = "service.clock";

    name = fields.Char();

    _records = [
        {id: 1, name: "a"},
        {id: 2, name: "b"},
    ];
}
defineMailModels();
defineModels([ServiceClock]);

test("the form of a clock draws it, and follows the pager", async () => {
    onRpc("service.clock", "get_timeline", ({args}) => {
        expect.step(`get_timeline ${args[0]}`);
        return {...MISSED, terms: [{label: "Clock", text: String(args[0])}]};
    });
    await mountView({
        type: "form",
        resModel: "service.clock",
        resId: 1,
        resIds: [1, 2],
        arch: `<form><widget name="service_clock_timeline"/><field name="name"/></form>`,
    });
    expect(".o_service_timeline_terms dd").toHaveText("1");
    await contains(".o_pager_next").click();
    expect(".o_service_timeline_terms dd").toHaveText("2");
    expect.verifySteps(["get_timeline 1", "get_timeline 2"]);
});

test("a new clock draws nothing", async () => {
    await mountView({
        type: "form",
        resModel: "service.clock",
        arch: `<form><widget name="service_clock_timeline"/><field name="name"/></form>`,
    });
    expect(".o_service_timeline").toHaveCount(0);
});
