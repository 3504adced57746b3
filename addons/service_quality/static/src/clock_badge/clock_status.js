import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {durationStep, formatCounted, formatElapsed} from "../clock_ticker/duration";

/** Icon and colour by status; the words beside them say the same. */
const LOOKS = {
    running: {icon: "fa-clock-o", color: "info"},
    at_risk: {icon: "fa-hourglass-half", color: "warning"},
    overdue: {icon: "fa-exclamation-circle", color: "danger"},
    missed: {icon: "fa-times-circle", color: "danger"},
    paused: {icon: "fa-pause-circle", color: "300"},
    met: {icon: "fa-check-circle", color: "success"},
    waived: {icon: "fa-minus-circle", color: "300"},
    cancelled: {icon: "fa-ban", color: "300"},
};

export function epoch(text) {
    return text ? deserializeDateTime(text).toSeconds() : null;
}

export function formatMoment(moment, options = {}) {
    return toLocaleDateTimeString(luxon.DateTime.fromSeconds(moment), options);
}

export function isOpen(badge) {
    return badge.state === "running" || badge.state === "paused";
}

/** The status at a moment, by the same rules as on the server (a promise is kept in the second it is due). */
export function clockStatus(badge, now) {
    if (badge.state === "cancelled" || badge.result === "waived") {
        return badge.result === "waived" ? "waived" : "cancelled";
    }
    if (badge.state !== "running") {
        return badge.state === "paused" ? "paused" : badge.result || "met";
    }
    const due = epoch(badge.due);
    if (due !== null && due < now) {
        return "overdue";
    }
    const atRisk = epoch(badge.at_risk);
    return atRisk !== null && atRisk <= now ? "at_risk" : "running";
}

export function waitingText(party) {
    const texts = {
        customer: _t("waiting for customer"),
        supplier: _t("waiting for supplier"),
        ours: _t("waiting for ourselves"),
    };
    return texts[party] || _t("paused");
}

/**
 * What a badge shows at a moment.
 *
 * @returns {{status, icon, color, broken, detail, lines, changesAt}} detail: the short words of the pill; lines: full
 *  sentences; changesAt: the epoch second in which any of it changes
 */
export function clockFace(badge, now) {
    const status = clockStatus(badge, now);
    const face = {status, ...LOOKS[status], broken: false, ..._WORDS[status](badge, now)};
    return {changesAt: Infinity, ...face};
}

const _WORDS = {
    running: countdown,
    at_risk: countdown,
    overdue: late,
    missed: ended,
    paused: paused,
    met: () => ({detail: _t("met"), lines: [_t("The promise was kept.")]}),
    waived: () => ({detail: _t("waived"), lines: [_t("The missed promise was waived.")]}),
    cancelled: () => ({detail: _t("cancelled"), lines: [_t("The case was cancelled, the promise ended with it.")]}),
};

function countdown(badge, now) {
    const due = epoch(badge.due);
    if (due === null) {
        return {detail: _t("no due time"), lines: [_t("The working hours never reach the limit.")]};
    }
    const remaining = due - now;
    const duration = formatElapsed(remaining);
    const atRisk = epoch(badge.at_risk);
    const lines = [_t("Due %(moment)s, in %(duration)s", {moment: formatMoment(due), duration})];
    let changesAt = now + (remaining % durationStep(remaining)) + 1;
    if (atRisk !== null && atRisk <= now) {
        lines.unshift(_t("At risk"));
    } else if (atRisk !== null) {
        changesAt = Math.min(changesAt, atRisk);
    }
    return {detail: duration, lines, changesAt};
}

function late(badge, now) {
    const due = epoch(badge.due);
    const seconds = now - due;
    const duration = formatElapsed(seconds);
    const step = durationStep(seconds);
    return {
        detail: _t("late %(duration)s", {duration}),
        lines: [_t("Overdue"), _t("Was due %(moment)s, %(duration)s ago", {moment: formatMoment(due), duration})],
        changesAt: now + step - (seconds % step),
    };
}

function ended(badge) {
    const due = epoch(badge.due);
    const stop = epoch(badge.stop);
    const seconds = stop === null || due === null ? badge.late : stop - due;
    const duration = formatElapsed(seconds);
    const lines = [_t("Missed, late by %(duration)s", {duration})];
    if (due !== null) {
        lines.push(_t("Was due %(moment)s", {moment: formatMoment(due)}));
    }
    return {detail: seconds ? _t("late %(duration)s", {duration}) : _t("missed"), lines};
}

function paused(badge) {
    const waiting = waitingText(badge.waiting_for);
    if (badge.result === "missed") {
        return {
            broken: true,
            color: "danger",
            detail: _t("late, paused"),
            lines: [_t("Overdue"), _t("Paused, %(waiting)s", {waiting})],
        };
    }
    const duration = formatCounted(badge.remaining);
    return {
        detail: _t("%(duration)s left, %(waiting)s", {waiting, duration}),
        lines: [
            _t("Paused, %(waiting)s", {waiting}),
            _t("%(duration)s of counted time are left after the pause", {duration}),
        ],
    };
}
