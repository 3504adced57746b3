import {useEffect} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

// However far the next change is, look again now and then: computers sleep and clocks are set.
const LONGEST_SLEEP = 60;
// Milliseconds after the full second: a timer may fire a moment early, and would find nothing changed.
const MARGIN = 10;

export function epochNow() {
    return Math.floor(Date.now() / 1000);
}

/**
 * One timer for everything on the page that shows a moving time.
 *
 * A watcher gets the current epoch second, draws itself and answers with the second in which it will look different.
 * The timer sleeps until the first of these, and there is none while nobody watches.
 */
export class ClockTicker {
    watchers = new Set();
    timer = null;
    wakeAt = Infinity;

    /** @returns {() => void} ends the watch */
    watch(watcher) {
        this.watchers.add(watcher);
        const now = epochNow();
        this.wakeBy(Math.max(watcher(now), now + 1), now);
        return () => {
            this.watchers.delete(watcher);
            if (!this.watchers.size) {
                this.rest();
            }
        };
    }

    wakeBy(moment, now) {
        const wakeAt = Math.min(moment, now + LONGEST_SLEEP);
        if (wakeAt < this.wakeAt) {
            this.rest();
            this.wakeAt = wakeAt;
            this.timer = browser.setTimeout(() => this.tick(), wakeAt * 1000 - Date.now() + MARGIN);
        }
    }

    rest() {
        browser.clearTimeout(this.timer);
        this.timer = null;
        this.wakeAt = Infinity;
    }

    tick() {
        this.rest();
        const now = epochNow();
        let next = Infinity;
        for (const watcher of [...this.watchers]) {
            next = Math.min(next, Math.max(watcher(now), now + 1));
        }
        if (this.watchers.size) {
            this.wakeBy(next, now);
        }
    }
}

registry.category("services").add("service_clock_ticker", {start: () => new ClockTicker()});

/**
 * Watch the time while the component is on the page.
 *
 * @param {(now: number) => number} watcher see ClockTicker
 * @param {() => any[]} dependencies what the next change is reckoned from
 */
export function useClockTicker(watcher, dependencies) {
    const ticker = useService("service_clock_ticker");
    useEffect(() => ticker.watch(watcher), dependencies);
}
