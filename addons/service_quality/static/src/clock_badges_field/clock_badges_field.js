import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {ClockBadge} from "../clock_badge/clock_badge";
import {clockFace, isOpen} from "../clock_badge/clock_status";
import {epochNow} from "../clock_ticker/clock_ticker";
import {useClockDialog} from "../clock_timeline/clock_timeline_dialog";

/** The clocks of a record as the server lists them: the most urgent open one first, then those that are over. */
export class ClockBadgesField extends Component {
    static template = "service_quality.ClockBadgesField";
    static components = {ClockBadge};
    static props = {
        ...standardFieldProps,
        onlyNext: {type: Boolean, optional: true},
    };

    setup() {
        this.openClock = useClockDialog();
    }

    get badges() {
        return this.props.record.data[this.props.name] || [];
    }

    get shown() {
        return this.props.onlyNext ? this.badges.filter((badge) => badge === this.next) : this.badges;
    }

    /** Where no promise is open, a broken one tells more than the ones that were kept. */
    get next() {
        const {badges} = this;
        return badges.find(isOpen) || badges.find((badge) => badge.result === "missed") || badges.at(-1);
    }

    get others() {
        return this.props.onlyNext ? this.badges.filter((badge) => isOpen(badge) && badge !== this.next) : [];
    }

    get othersInfo() {
        const now = epochNow();
        const lines = this.others.map((badge) => `${badge.label}: ${clockFace(badge, now).detail}`);
        return JSON.stringify({label: _t("Also open"), lines});
    }
}

export const clockBadgesField = {
    component: ClockBadgesField,
    displayName: _t("Service clocks"),
    supportedTypes: ["json"],
    supportedOptions: [
        {
            label: _t("Only the next due"),
            name: "only_next",
            type: "boolean",
            help: _t("Show the most urgent clock and how many others are open."),
        },
    ],
    isEmpty: (record, fieldName) => !record.data[fieldName]?.length,
    listViewWidth: [230, 340],
    extractProps: ({options}) => ({onlyNext: Boolean(options.only_next)}),
};

registry.category("fields").add("service_clock_badges", clockBadgesField);
