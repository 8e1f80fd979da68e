// A list to choose from above the message box: arrows, Enter or Tab, a click.
import { $, el } from "/page/dom.js";
import { say } from "/page/words.js";

export class Suggestions {
  constructor(box) {
    this.box = box; // the text area that the list belongs to
    this.list = $("suggestions");
    this.entries = []; // each {title, icon, detail, pick()}
    this.at = 0;
  }

  get open() {
    return !this.list.hidden;
  }

  /** Show suggestions; `first` is the one selected at once, -1 for none. */
  show(entries, title, none = null, first = 0) {
    this.entries = entries;
    this.at = first;
    if (!entries.length && !none) return this.close();
    this.list.replaceChildren(el("p", {}, entries.length ? title : none), ...entries.map((entry, i) => {
      const node = el("div", { role: "option", id: `s${i}`, "aria-selected": "false" },
        entry.icon ?? null, el("b", {}, entry.title), entry.detail ? el("span", {}, entry.detail) : null);
      node.addEventListener("pointerdown", (event) => { event.preventDefault(); entry.pick(); });
      return node;
    }));
    this.list.hidden = false;
    $("proposed").textContent = entries.length ? say("proposals", entries.length) : none;
    this.mark();
    return undefined;
  }

  close() {
    this.entries = [];
    this.list.hidden = true;
    $("proposed").textContent = "";
    this.box.removeAttribute("aria-activedescendant");
  }

  mark() {
    [...this.list.querySelectorAll("[role=option]")].forEach((node, i) => {
      node.setAttribute("aria-selected", String(i === this.at));
      if (i === this.at) node.scrollIntoView({ block: "nearest" });
    });
    if (this.at >= 0 && this.entries.length) document.activeElement?.setAttribute("aria-activedescendant", `s${this.at}`);
  }

  /** Handle a key that moves through the suggestions; return whether it was one. */
  browse(event) {
    if (!this.entries.length) return false;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const count = this.entries.length;
    if (step) this.at = this.at < 0 ? (step < 0 ? count - 1 : 0) : (this.at + step + count) % count;
    else if (this.at < 0) return false;
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") this.entries[this.at].pick();
    else return false;
    event.preventDefault();
    this.mark();
    return true;
  }
}
