import {_t} from "@web/core/l10n/translation";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
// Below this, seconds are shown: somebody may be waiting for the very moment.
const PRECISE = 10 * MINUTE;

/** How many seconds pass until the text of a duration changes by its least part. */
export function durationStep(seconds, longest = DAY) {
    if (seconds >= DAY && longest === DAY) {
        return HOUR;
    }
    return seconds >= PRECISE ? MINUTE : 1;
}

/** Elapsed time in its two largest parts: "2 d 4 h", "3 h 12 min", "45 s". */
export function formatElapsed(seconds) {
    if (seconds < DAY) {
        return formatCounted(seconds);
    }
    const days = Math.floor(seconds / DAY);
    const hours = Math.floor((seconds % DAY) / HOUR);
    return hours ? _t("%(days)s d %(hours)s h", {days, hours}) : _t("%(days)s d", {days});
}

/** Working time: in hours however long, because a day of work is not a day. */
export function formatCounted(seconds) {
    const hours = Math.floor(seconds / HOUR);
    const minutes = Math.floor((seconds % HOUR) / MINUTE);
    if (hours) {
        return minutes ? _t("%(hours)s h %(minutes)s min", {hours, minutes}) : _t("%(hours)s h", {hours});
    }
    const rest = Math.floor(seconds % MINUTE);
    if (!minutes) {
        return _t("%(seconds)s s", {seconds: rest});
    }
    return rest && seconds < PRECISE
        ? _t("%(minutes)s min %(seconds)s s", {minutes, seconds: rest})
        : _t("%(minutes)s min", {minutes});
}
