import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {ClockBadge} from "../clock_badge/clock_badge";
import {formatMoment, waitingText} from "../clock_badge/clock_status";
import {formatCounted, formatElapsed} from "../clock_ticker/duration";
import {countedWeights, elapsedWeights, inLanes, secondsByKind, thinned, TimelineScale} from "./clock_timeline_scale";
import {midnights, timelineStory} from "./clock_timeline_story";

const HOUR = 3600;
// Room for a label, in percent of the bar
const LABEL_WIDTH = {small: 50, large: 25};
const DAY_DISTANCE = {small: 16, large: 8};

/** Why a deadline lies where it lies: the answer of `service.clock.get_timeline` as a drawing. */
export class ClockTimeline extends Component {
    static template = "service_quality.ClockTimeline";
    static components = {ClockBadge};
    static props = {timeline: Object};

    setup() {
        this.state = useState({elapsed: false});
    }

    get story() {
        return timelineStory(this.props.timeline);
    }

    get size() {
        return this.env.isSmall ? "small" : "large";
    }

    /** All that the template draws. */
    get drawing() {
        const {segments, moments, over} = this.story;
        const counted = countedWeights(segments);
        const scale = new TimelineScale(this.state.elapsed ? elapsedWeights(segments) : counted);
        const [first, last] = [moments[0].at, moments.at(-1).at];
        const showSeconds = last - first < HOUR;
        const lanes = this.moments(moments, scale, showSeconds);
        return {
            segments: scale.stretches.map((segment) => this.segment(segment, over, showSeconds)),
            moments: lanes,
            lanes: 1 + Math.max(...lanes.map(({lane}) => lane)),
            days: this.days(first, last, scale),
            legend: secondsByKind(segments).map((sum) => this.legend(sum, over)),
            compressed: counted.some((segment) => segment.weight < segment.end - segment.start),
        };
    }

    segment({kind, start, end, seconds, left, width}, over, showSeconds) {
        const label = kindText(kind, over);
        const lines = [
            `${formatMoment(start, {showSeconds})} – ${formatMoment(end, {showSeconds})}`,
            kind === "closed" ? formatElapsed(seconds) : formatCounted(seconds),
        ];
        return {key: start, look: look(kind), left, width, info: JSON.stringify({label, lines})};
    }

    moments(moments, scale, showSeconds) {
        const labels = moments.map(({name, at}) => ({
            name,
            left: scale.position(at),
            label: momentText(name),
            text: formatMoment(at, {showSeconds}),
        }));
        return inLanes(labels, LABEL_WIDTH[this.size]);
    }

    days(first, last, scale) {
        const labels = midnights(first, last).map((day) => ({
            key: day.toISODate(),
            left: scale.position(day.toSeconds()),
            text: day.toLocaleString({weekday: "short", day: "numeric"}),
        }));
        return thinned(labels, DAY_DISTANCE[this.size]);
    }

    legend({kind, seconds}, over) {
        const text = kind === "closed" ? formatElapsed(seconds) : formatCounted(seconds);
        return {kind, look: look(kind), label: kindText(kind, over), text};
    }

    /** The drawing in words. */
    get summary() {
        const {moments, legend} = this.drawing;
        const words = [...moments, ...legend].map(({label, text}) => `${label}: ${text}`);
        return words.join("; ");
    }
}

function look(kind) {
    return `o_service_timeline_${kind.split(":")[0]}`;
}

function kindText(kind, over) {
    if (kind.startsWith("paused:")) {
        const text = waitingText(kind.slice("paused:".length));
        return text[0].toUpperCase() + text.slice(1);
    }
    return {
        worked: _t("Worked"),
        late: _t("Late"),
        closed: _t("Closed hours"),
        left: over ? _t("Not needed") : _t("Left"),
    }[kind];
}

function momentText(name) {
    return {
        start: _t("Start"),
        at_risk: _t("At risk"),
        due: _t("Due"),
        stop: _t("Stop"),
        cancelled: _t("Cancelled"),
        now: _t("Now"),
    }[name];
}
