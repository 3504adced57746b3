import {Component, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * A line to scan serial numbers and parts into: a scanner types the number and Enter.
 *
 * The form is saved, the record's `action_scan` says what it did, and the line is ready for the next number. Who scans
 * faster than that loses nothing: numbers wait for their turn. A scanner that types while nothing has the focus is heard
 * as well.
 */
export class ServiceScan extends Component {
    static template = "service_repair.Scan";
    static props = {...standardWidgetProps};

    setup() {
        this.input = useRef("input");
        this.state = useState({message: "", type: "info"});
        this.turn = Promise.resolve();
        this.orm = useService("orm");
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (event) => this.scan(event.detail.barcode));
    }

    onKeydown(event) {
        if (event.key === "Enter") {
            event.preventDefault();
            event.stopPropagation();
            this.scan(this.input.el.value);
            this.input.el.value = "";
        }
    }

    scan(code) {
        code = code.trim();
        if (code) {
            const turn = this.turn.then(() => this.enter(code));
            // A number that fails keeps nobody behind it waiting; its error is shown all the same
            this.turn = turn.catch(() => {});
            return turn;
        }
    }

    async enter(code) {
        const {record} = this.props;
        try {
            if (await record.save()) {
                const answer = await this.orm.call(record.resModel, "action_scan", [[record.resId], code]);
                Object.assign(this.state, answer);
                await record.load();
            }
        } finally {
            this.input.el?.focus();
        }
    }
}

registry.category("view_widgets").add("service_scan", {component: ServiceScan});
