import {epoch} from "../clock_badge/clock_status";

/**
 * The timeline of the server with moments in epoch seconds, made longer up to the last moment that matters.
 *
 * What lies ahead of a clock, or what a clock stopped in time did not need, is a segment of kind "left". Its seconds
 * are those that still count, so that segments of a kind add up; its ends are moments of the wall clock.
 *
 * @returns {{segments, moments: {name, at}[], over: boolean}} moments in order of time
 */
export function timelineStory(timeline) {
    const segments = timeline.segments.map((segment) => ({
        ...segment,
        start: epoch(segment.start),
        end: epoch(segment.end),
    }));
    const start = epoch(timeline.start);
    const over = Boolean(timeline.stop);
    const reached = segments.at(-1)?.end ?? start;
    const moments = [
        {name: "start", at: start},
        {name: "at_risk", at: epoch(timeline.at_risk)},
        {name: "due", at: epoch(timeline.due)},
        over
            ? {name: timeline.badge.state === "cancelled" ? "cancelled" : "stop", at: epoch(timeline.stop)}
            : {name: "now", at: reached},
    ].filter(({at}) => at !== null);
    const horizon = Math.max(...moments.map(({at}) => at));
    if (horizon > reached) {
        segments.push({
            start: reached,
            end: horizon,
            kind: "left",
            seconds: secondsLeft(timeline, segments, horizon - reached),
        });
    }
    return {segments, moments: moments.sort((a, b) => a.at - b.at), over};
}

function secondsLeft(timeline, segments, elapsed) {
    const used = segments
        .filter(({kind}) => kind === "worked" || kind === "late")
        .reduce((sum, {seconds}) => sum + seconds, 0);
    return Math.min(Math.max(timeline.badge.limit - used, 0), elapsed);
}

/** Local midnights between two moments. */
export function midnights(from, until) {
    const days = [];
    let day = luxon.DateTime.fromSeconds(from).startOf("day").plus({days: 1});
    // Nobody can read the days of a year on one bar.
    while (day.toSeconds() < until && days.length < 366) {
        days.push(day);
        day = day.plus({days: 1});
    }
    return days;
}
