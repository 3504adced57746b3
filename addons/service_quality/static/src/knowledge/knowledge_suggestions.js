import {Component, status, useExternalListener, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {KnowledgeResults} from "./knowledge_results";

const SHOWN = 4;
const LONGEST = 300;
const TYPED = ".o_field_widget[name=name], .o_field_widget[name=description]";
const MODELS = {article: "service.article", case: "helpdesk.ticket"};

/** What a description says, without its markup. */
export function plainText(html) {
    const body = new DOMParser().parseFromString(String(html || ""), "text/html").body;
    return body.textContent.replace(/\s+/g, " ").trim();
}

/** What is known about the case in this form, asked anew while its title and description are typed. */
export class KnowledgeSuggestions extends Component {
    static template = "service_quality.KnowledgeSuggestions";
    static components = {KnowledgeResults};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.latest = new KeepLast();
        this.state = useState({results: [], open: true});
        this.askSoon = useDebounced(() => this.ask(), 400);
        this.root = useRef("root");
        useRecordObserver((record) => {
            this.texts = {name: record.data.name || "", description: plainText(record.data.description)};
            this.askAnew(record.resId);
        });
        // A record learns what was typed when its field is left: that is too late to spare the typing
        useExternalListener(window, "input", (event) => this.onInput(event.target));
    }

    onInput(target) {
        const field = target.closest?.(TYPED);
        const form = this.root.el?.closest(".o_form_view");
        if (field && form && field.closest(".o_form_view") === form) {
            const text = "value" in target ? target.value : target.innerText;
            this.texts[field.getAttribute("name")] = text.replace(/\s+/g, " ");
            this.askAnew(this.caseId);
        }
    }

    askAnew(caseId) {
        const {name, description} = this.texts;
        const question = `${name} ${description}`.trim().slice(0, LONGEST);
        if (question !== this.question || caseId !== this.caseId) {
            this.question = question;
            this.caseId = caseId;
            this.askSoon();
        }
    }

    async ask() {
        // A form that is replaced before it was shown never unmounts, so its waiting question is not cancelled
        if (status(this) === "destroyed") {
            return;
        }
        const request = this.question
            ? this.orm.silent.call("service.search.document", "ask", [this.question], {
                  limit: SHOWN,
                  typing: true,
                  exclude_ticket_id: this.caseId || false,
              })
            : Promise.resolve([]);
        this.state.results = await this.latest.add(request);
    }

    open({kind, id}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODELS[kind],
            res_id: id,
            views: [[false, "form"]],
            target: "new",
        });
    }

    async give({id}) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("helpdesk.ticket", "action_give_article", [[record.resId], id]);
        await this.action.doAction(action, {onClose: () => record.load()});
    }
}

registry.category("view_widgets").add("service_knowledge_suggestions", {
    component: KnowledgeSuggestions,
    fieldDependencies: [
        {name: "name", type: "char"},
        {name: "description", type: "html"},
    ],
});
