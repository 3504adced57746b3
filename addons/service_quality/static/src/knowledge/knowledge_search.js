import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {KeepLast} from "@web/core/utils/concurrency";
import {useDebounced} from "@web/core/utils/timing";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {KnowledgeResults} from "./knowledge_results";

const SHOWN = 30;
const MODELS = {article: "service.article", case: "helpdesk.ticket"};

/** One question to all articles and solved cases. */
export class KnowledgeSearch extends Component {
    static template = "service_quality.KnowledgeSearch";
    static components = {KnowledgeResults};
    static props = {...standardActionServiceProps};
    static path = "knowledge";
    static displayName = _t("Find an Answer");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.latest = new KeepLast();
        const asked = this.props.state || {};
        this.state = useState({
            text: asked.text || "",
            kinds: asked.kinds || ["article", "case"],
            results: [],
            searched: "",
        });
        useAutofocus({refName: "question"});
        this.searchSoon = useDebounced(() => this.search(true), 250);
        onWillStart(() => this.search());
    }

    get kinds() {
        return [
            {kind: "article", label: _t("Articles")},
            {kind: "case", label: _t("Solved cases")},
        ];
    }

    async search(typing = false) {
        const text = this.state.text.trim();
        const request = text
            ? this.orm.call("service.search.document", "ask", [text], {kinds: this.state.kinds, limit: SHOWN, typing})
            : Promise.resolve([]);
        this.state.results = await this.latest.add(request);
        this.state.searched = text;
    }

    toggle(kind) {
        const {kinds} = this.state;
        this.state.kinds = kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind];
        return this.search();
    }

    open({kind, id}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODELS[kind],
            res_id: id,
            views: [[false, "form"]],
        });
    }

    create() {
        return this.action.doAction("service_quality.service_article_action", {
            viewType: "form",
            additionalContext: {default_name: this.state.text.trim()},
        });
    }
}

registry.category("actions").add("service_knowledge_search", KnowledgeSearch);
