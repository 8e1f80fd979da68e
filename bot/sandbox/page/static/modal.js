// A form that the bot opens.
import { $, el } from "/page/dom.js";
import { markdown } from "/page/markdown.js";
import { say } from "/page/words.js";

/** Show a modal; `submit(values)` gets what was filled in, by custom_id. */
export function openModal(modal, submit) {
  const dialog = $("modal");
  const cancel = el("button", { type: "button", class: "button secondary" }, say("cancel"));
  cancel.addEventListener("click", () => dialog.close());
  const form = el("form", { method: "dialog" },
    el("h2", {}, modal.title),
    ...modal.components.map(part),
    el("div", { class: "row" }, cancel, el("button", { type: "submit", class: "button primary" }, say("send"))));
  form.addEventListener("submit", () => submit(Object.fromEntries([...form.querySelectorAll("[name]")].map((input) => [input.name, input.value]))));
  dialog.replaceChildren(form);
  dialog.showModal();
}

function part(component) {
  if (component.type === 10) return el("div", {}, ...markdown(component.content, { names: {}, rooms: {} }));
  if (component.type === 1) return el("div", {}, ...component.components.map((inner) => labelled(inner.label, null, inner)));
  return labelled(component.label, component.description, component.component);
}

function labelled(label, description, inner) {
  return el("label", {}, el("b", {}, label), description ? el("small", {}, description) : null, input(inner));
}

function input(component) {
  if (component.type === 3) {
    return el("select", { name: component.custom_id, class: "select" }, ...component.options.map((o) => el("option", { value: o.value, selected: Boolean(o.default) }, o.label)));
  }
  return el(component.style === 2 ? "textarea" : "input", {
    name: component.custom_id, value: component.value ?? "", placeholder: component.placeholder ?? "",
    required: component.required !== false, minLength: component.min_length ?? 0, maxLength: component.max_length ?? 4000,
  });
}
