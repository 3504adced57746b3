import {Component, onWillUpdateProps, useState} from "@odoo/owl";
import {epochNow, useClockTicker} from "../clock_ticker/clock_ticker";
import {clockFace} from "./clock_status";

/** One clock as a pill that counts by itself. Without `onOpen` it is not a button. */
export class ClockBadge extends Component {
    static template = "service_quality.ClockBadge";
    static props = {
        badge: Object,
        onOpen: {type: Function, optional: true},
    };

    setup() {
        this.face = useState({});
        this.draw(this.props.badge, epochNow());
        onWillUpdateProps((next) => {
            this.draw(next.badge, epochNow());
        });
        useClockTicker(
            (now) => this.draw(this.props.badge, now),
            () => [this.props.badge],
        );
    }

    /** Only what differs reaches the page: the lines are joined so that an equal text is an equal value. */
    draw(badge, now) {
        const {changesAt, lines, ...face} = clockFace(badge, now);
        const sentence = [badge.label, ...lines].join(". ");
        const info = JSON.stringify({label: badge.label, lines});
        Object.assign(this.face, face, {sentence, info});
        return changesAt;
    }

    get classNames() {
        const {color, status} = this.face;
        return `text-bg-${color} o_service_clock_${status}`;
    }

    onClick(ev) {
        if (this.props.onOpen) {
            // The row or card below would open its record.
            ev.stopPropagation();
            ev.preventDefault();
            this.props.onOpen(this.props.badge);
        }
    }
}
