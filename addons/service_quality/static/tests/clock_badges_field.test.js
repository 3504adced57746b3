import {expect, test} from "@odoo/hoot";
import {click, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {Component, useState, xml} from "@odoo/owl";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {ClockBadge} from "@service_quality/clock_badge/clock_badge";

// Mocked time goes on while a test runs: not so near to a full minute that the words could change.
const NINE = "2026-03-02 08:59:30";

function clock(id, values = {}) {
    return {
        id,
        metric: "resolution",
        label: `Promise ${id}`,
        state: "running",
        result: false,
        due: "2026-03-02 12:00:00",
        at_risk: "2026-03-02 11:00:00",
        waiting_for: false,
        remaining: 14400,
        late: 0,
        limit: 14400,
        working: true,
        ...values,
    };
}

class Case extends models.Model {
    _name = "case";

    name = fields.Char();
    clock_badges = fields.Json({readonly: true});

    _records = [
        {id: 1, name: "open", clock_badges: [clock(11), clock(12), clock(13, {state: "stopped", result: "met"})]},
        {
            id: 2,
            name: "over",
            clock_badges: [
                clock(21, {state: "stopped", result: "met"}),
                clock(22, {state: "stopped", result: "missed", late: 60}),
            ],
        },
        {id: 3, name: "none", clock_badges: []},
        {id: 4, name: "nothing", clock_badges: false},
    ];
    _views = {
        list: `<list><field name="name"/><field name="clock_badges" widget="service_clock_badges" options="{'only_next': true}"/></list>`,
        form: `<form><field name="clock_badges" widget="service_clock_badges"/></form>`,
    };
}
defineMailModels();
defineModels([Case]);

const TIMELINE = {
    id: 11,
    title: "HT0001 · Resolution",
    badge: clock(11),
    start: "2026-03-02 08:00:00",
    at_risk: "2026-03-02 11:00:00",
    due: "2026-03-02 12:00:00",
    stop: false,
    segments: [{start: "2026-03-02 08:00:00", end: "2026-03-02 09:00:00", kind: "worked", seconds: 3600}],
    terms: [{label: "Standard", text: "Gold"}],
};

test("a list shows the next clock of each record and how many others are open", async () => {
    mockDate(NINE, 0);
    await mountView({type: "list", resModel: "case"});
    expect(".o_data_row").toHaveCount(4);
    expect(queryAllTexts("[name=clock_badges] .o_service_clock_badges")).toEqual([
        "Promise 11\n3 h\n+1",
        "Promise 22\nlate 1 min",
        "",
        "",
    ]);
});

test("a form shows every clock; a new record none", async () => {
    mockDate(NINE, 0);
    await mountView({type: "form", resModel: "case", resId: 1});
    expect(".o_service_clock_badge").toHaveCount(3);
    expect(".o_service_clock_others").toHaveCount(0);
    expect(".o_service_clock_badge:last").toHaveClass("text-bg-success");
    expect(".o_service_clock_badge:last").toHaveText("Promise 13\nmet");
});

test("a new record has no clock", async () => {
    await mountView({type: "form", resModel: "case"});
    expect(".o_service_clock_badges").toHaveCount(1);
    expect(".o_service_clock_badge").toHaveCount(0);
});

test("words and colour change when a moment passes, without a reload", async () => {
    mockDate("2026-03-02 10:58:59", 0);
    onRpc("case", "web_read", () => expect.step("read"));
    await mountView({type: "form", resModel: "case", resId: 1});
    const badge = ".o_service_clock_badge:first";
    expect(badge).toHaveClass("text-bg-info");
    expect(badge).toHaveText("Promise 11\n1 h 1 min");

    await advanceTime(62_000);
    await animationFrame();
    expect(badge).toHaveClass("text-bg-warning");
    expect(badge).toHaveText("Promise 11\n59 min");
    expect(`${badge} .fa-hourglass-half`).toHaveCount(1);

    await advanceTime(3600_000);
    await animationFrame();
    expect(badge).toHaveClass("text-bg-danger");
    expect(badge).toHaveText("Promise 11\nlate 1 s");
    expect.verifySteps(["read"]);
});

test("the badge is named by the full sentence", async () => {
    mockDate(NINE, +1);
    await mountView({type: "form", resModel: "case", resId: 1});
    expect(".o_service_clock_badge:first").toHaveAttribute("aria-label", "Promise 11. Due Mar 2, 1:00 PM, in 3 h");
});

test("a click asks why, once, and does not open the row", async () => {
    mockDate(NINE, 0);
    onRpc("service.clock", "get_timeline", ({args}) => {
        expect.step(`get_timeline ${args[0]}`);
        return TIMELINE;
    });
    await mountView({type: "list", resModel: "case", selectRecord: () => expect.step("row opened")});
    const badge = queryFirst(".o_service_clock_badge");
    click(badge);
    click(badge);
    await animationFrame();
    await animationFrame();
    expect(".modal").toHaveCount(1);
    expect(".modal h4:last").toHaveText("HT0001 · Resolution");
    expect(queryAllTexts(".o_service_timeline_moment strong")).toEqual(["Start", "Now", "At risk", "Due"]);
    expect(queryAllTexts(".o_service_timeline_legend li")).toEqual(["Worked 1 h", "Left 3 h"]);
    expect(queryAllTexts(".o_service_timeline_terms > *")).toEqual(["Standard", "Gold"]);
    expect.verifySteps(["get_timeline 11"]);

    await contains(".modal footer .btn-primary").click();
    expect(".modal").toHaveCount(0);
    await contains(".o_data_row:first [name=name]").click();
    expect.verifySteps(["row opened"]);
});

test("all badges of a page share a timer that ends with the last of them", async () => {
    mockDate(NINE, 0);
    class Page extends Component {
        static components = {ClockBadge};
        static props = ["*"];
        static template = xml`<ClockBadge t-foreach="state.badges" t-as="badge" t-key="badge.id" badge="badge"/>`;
        setup() {
            this.state = useState({badges: Array.from({length: 80}, (_, index) => clock(index))});
        }
    }
    const page = await mountWithCleanup(Page);
    const ticker = getService("service_clock_ticker");
    expect(ticker.watchers.size).toBe(80);
    expect(ticker.timer).not.toBe(null);
    page.state.badges = [];
    await animationFrame();
    expect(ticker.watchers.size).toBe(0);
    expect(ticker.timer).toBe(null);
});

test("a badge follows the record when it is read again", async () => {
    mockDate(NINE, 0);
    class Page extends Component {
        static components = {ClockBadge};
        static props = ["*"];
        static template = xml`<ClockBadge badge="state.badge"/>`;
        setup() {
            this.state = useState({badge: clock(1, {state: "stopped", result: "met"})});
        }
    }
    const page = await mountWithCleanup(Page);
    expect(".o_service_clock_badge").toHaveText("Promise 1\nmet");
    // Reopened: the new face counts, although the old one never would have changed.
    page.state.badge = clock(1, {due: "2026-03-02 09:08:00", at_risk: false});
    await animationFrame();
    expect(".o_service_clock_badge").toHaveText("Promise 1\n8 min 30 s");
    await advanceTime(2_000);
    await animationFrame();
    expect(".o_service_clock_badge").toHaveText("Promise 1\n8 min 28 s");
});
