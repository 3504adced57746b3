import {describe, expect, test} from "@odoo/hoot";
import {allowTranslations} from "@web/../tests/web_test_helpers";
import {durationStep, formatCounted, formatElapsed} from "@service_quality/clock_ticker/duration";

describe.current.tags("headless");

test("elapsed time shows its two largest parts", () => {
    allowTranslations();
    const texts = [0, 45, 60, 245, 600, 605, 3599, 3600, 11520, 86399, 86400, 187200].map((s) =>
        String(formatElapsed(s)),
    );
    expect(texts).toEqual([
        "0 s",
        "45 s",
        "1 min",
        "4 min 5 s",
        "10 min",
        "10 min",
        "59 min",
        "1 h",
        "3 h 12 min",
        "23 h 59 min",
        "1 d",
        "2 d 4 h",
    ]);
});

test("counted time has no days", () => {
    allowTranslations();
    expect(String(formatCounted(40 * 3600))).toBe("40 h");
    expect(String(formatCounted(40 * 3600 + 90))).toBe("40 h 1 min");
});

test("a text stays as it is for a whole step", () => {
    allowTranslations();
    for (const seconds of [59, 60, 599, 600, 659, 3600, 86399, 86400, 90000]) {
        const step = durationStep(seconds);
        const least = seconds - (seconds % step);
        expect(String(formatElapsed(least))).toBe(String(formatElapsed(seconds)));
        expect(String(formatElapsed(least + step))).not.toBe(String(formatElapsed(seconds)));
    }
});
