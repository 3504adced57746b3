import {rpc} from "@web/core/network/rpc";
import {KeepLast} from "@web/core/utils/concurrency";
import {renderToFragment} from "@web/core/utils/render";
import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {markup} from "@odoo/owl";

const SHORTEST = 2;

/** While a customer types a ticket: articles that may answer it, and a way to say that one did. */
export class KnowledgeSuggest extends Interaction {
    static selector = ".o_service_knowledge_suggest";
    dynamicSelectors = {
        ...this.dynamicSelectors,
        _form: () => this.el.closest("form"),
    };
    dynamicContent = {
        _form: {"t-on-input": this.debounced(this.suggest, 400)},
    };

    setup() {
        this.latest = new KeepLast();
        this.asked = "";
    }

    start() {
        // Who types fast has begun before the page was ready
        this.suggest();
    }

    get question() {
        const {subject, description} = this.el.closest("form").elements;
        return `${subject?.value || ""} ${description?.value || ""}`.trim().slice(0, 500);
    }

    async suggest() {
        const question = this.question;
        if (question === this.asked) {
            return;
        }
        this.asked = question;
        const request =
            question.length < SHORTEST ? Promise.resolve([]) : rpc("/my/knowledge/suggest", {text: question});
        const found = await this.waitFor(this.latest.add(request));
        this.show(found, question);
    }

    show(found, question) {
        this.el.replaceChildren();
        if (!found.length) {
            return;
        }
        const suggestions = found.map((article) => ({...article, text: markup(article.text)}));
        this.el.append(renderToFragment("service_quality.KnowledgeSuggest", {suggestions}));
        for (const button of this.el.querySelectorAll(".o_service_solved")) {
            this.addListener(button, "click", () => this.solve(button.dataset.article, question));
        }
    }

    /** The ticket is not sent: what is sent instead is that this article made it needless. */
    solve(article, question) {
        const form = document.createElement("form");
        form.method = "post";
        form.action = `/my/knowledge/${article}/solved`;
        for (const [name, value] of Object.entries({question, csrf_token: odoo.csrf_token})) {
            const field = document.createElement("input");
            Object.assign(field, {type: "hidden", name, value});
            form.append(field);
        }
        document.body.append(form);
        form.submit();
    }
}

registry.category("public.interactions").add("service_quality.knowledge_suggest", KnowledgeSuggest);
