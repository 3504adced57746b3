import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {mockDate} from "@odoo/hoot-mock";
import {allowTranslations} from "@web/../tests/web_test_helpers";
import {clockFace, clockStatus, epoch} from "@service_quality/clock_badge/clock_status";

describe.current.tags("headless");
beforeEach(() => {
    allowTranslations();
    mockDate("2026-03-02 08:00:00", 0);
});

const RUNNING = {
    id: 1,
    label: "Resolution",
    state: "running",
    result: false,
    due: "2026-03-02 12:00:00",
    at_risk: "2026-03-02 11:00:00",
    stop: false,
    waiting_for: false,
    remaining: 14400,
    late: 0,
    limit: 14400,
    working: true,
};

function face(values, now) {
    return clockFace({...RUNNING, ...values}, epoch(now));
}

test("a running clock passes through its statuses by itself", () => {
    const at = (moment) => clockStatus(RUNNING, epoch(moment));
    expect(at("2026-03-02 10:59:59")).toBe("running");
    expect(at("2026-03-02 11:00:00")).toBe("at_risk");
    // In the very second it is due, the promise can still be kept.
    expect(at("2026-03-02 12:00:00")).toBe("at_risk");
    expect(at("2026-03-02 12:00:01")).toBe("overdue");
});

test("knows when it changes", () => {
    const seconds = (moment) => face({}, moment).changesAt - epoch(moment);
    expect(seconds("2026-03-02 08:00:00")).toBe(1);
    expect(seconds("2026-03-02 08:00:01")).toBe(60);
    expect(seconds("2026-03-02 10:59:50")).toBe(10);
    expect(seconds("2026-03-02 11:59:30")).toBe(1);
    expect(seconds("2026-03-02 12:00:01")).toBe(1);
    expect(seconds("2026-03-02 12:10:30")).toBe(30);
    expect(face({state: "stopped", result: "met"}, "2026-03-02 08:00:00").changesAt).toBe(Infinity);
});

test("words for every status", () => {
    const detail = (values, now = "2026-03-02 14:00:00") => String(face(values, now).detail);
    expect(detail({}, "2026-03-02 08:48:00")).toBe("3 h 12 min");
    expect(detail({})).toBe("late 2 h");
    expect(detail({due: false, at_risk: false})).toBe("no due time");
    expect(detail({state: "paused", due: false, waiting_for: "customer", remaining: 5400})).toBe(
        "1 h 30 min left, waiting for customer",
    );
    expect(detail({state: "paused", result: "missed", waiting_for: "customer"})).toBe("late, paused");
    expect(detail({state: "stopped", result: "met"})).toBe("met");
    expect(detail({state: "stopped", result: "missed", stop: "2026-03-02 12:45:00"})).toBe("late 45 min");
    expect(detail({state: "stopped", result: "missed", late: 7200})).toBe("late 2 h");
    expect(detail({state: "stopped", result: "waived"})).toBe("waived");
    expect(detail({state: "cancelled"})).toBe("cancelled");
});

test("the sentence names the local moment", () => {
    mockDate("2026-03-02 08:00:00", +8);
    expect(String(face({}, "2026-03-02 08:00:00").lines[0])).toBe("Due Mar 2, 8:00 PM, in 4 h");
});
