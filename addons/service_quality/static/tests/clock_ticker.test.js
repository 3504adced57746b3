import {expect, test} from "@odoo/hoot";
import {advanceTime, mockDate} from "@odoo/hoot-mock";
import {ClockTicker, epochNow} from "@service_quality/clock_ticker/clock_ticker";

/** A watcher that changes every `step` seconds and writes down when it was asked. */
function watcher(name, step) {
    return (now) => {
        expect.step(`${name} ${now - start}`);
        return now + step;
    };
}

let start;

test("sleeps until the first change of any watcher", async () => {
    mockDate("2026-03-02 08:00:00", 0);
    start = epochNow();
    const ticker = new ClockTicker();
    const stops = [ticker.watch(watcher("slow", 30)), ticker.watch(watcher("fast", 20))];
    expect.verifySteps(["slow 0", "fast 0"]);
    await advanceTime(19_000);
    expect.verifySteps([]);
    await advanceTime(1_500);
    expect.verifySteps(["slow 20", "fast 20"]);
    stops.forEach((stop) => stop());
});

test("looks again after a minute at the latest", async () => {
    mockDate("2026-03-02 08:00:00", 0);
    start = epochNow();
    const ticker = new ClockTicker();
    const stop = ticker.watch(watcher("idle", Infinity));
    await advanceTime(60_500);
    expect.verifySteps(["idle 0", "idle 60"]);
    stop();
});

test("has one timer for all and none for nobody", async () => {
    mockDate("2026-03-02 08:00:00", 0);
    const ticker = new ClockTicker();
    const stops = Array.from({length: 80}, () => ticker.watch((now) => now + 5));
    const {timer} = ticker;
    expect(timer).not.toBe(null);
    stops.pop()();
    expect(ticker.timer).toBe(timer);
    stops.forEach((stop) => stop());
    expect(ticker.timer).toBe(null);
    await advanceTime(120_000);
    expect(ticker.timer).toBe(null);
});

test("a watcher that leaves while others are told does no harm", async () => {
    mockDate("2026-03-02 08:00:00", 0);
    const ticker = new ClockTicker();
    const stop = ticker.watch((now) => now + 1);
    const end = ticker.watch((now) => {
        if (epochNow() > start + 1) {
            stop();
        }
        return now + 1;
    });
    start = epochNow();
    await advanceTime(5_000);
    expect(ticker.watchers.size).toBe(1);
    end();
    expect(ticker.timer).toBe(null);
});
