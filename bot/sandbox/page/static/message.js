// One message as a member sees it: author, reply, text, embeds, components, reactions.
import { el } from "/page/dom.js";
import { link, markdown } from "/page/markdown.js";
import { language, say } from "/page/words.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const GROUP_MS = 7 * 60 * 1000;

/** Tell whether a message goes under the one before it, without a header of its own. */
export function follows(message, before) {
  if (!before || message.message_reference || message.command || before.flags & EPHEMERAL) return false;
  const close = new Date(message.timestamp) - new Date(before.timestamp) < GROUP_MS;
  return close && before.author.id === message.author.id && !(message.flags & EPHEMERAL);
}

/** Return a message as a list item. `act(action, more)` does what its controls do, `open(id)` shows another channel. */
export function renderMessage(message, before, context, act, open) {
  const grouped = follows(message, before);
  const mine = message.mentions.some((user) => user.id === context.me);
  const item = el("li", {
    class: ["message", grouped && "grouped", mine && "mentions-me", message.flags & EPHEMERAL && "ephemeral"].filter(Boolean).join(" "),
    tabIndex: -1,
    data: { id: message.id },
  });
  item.append(...above(message, context));
  if (!grouped) item.append(avatar(message.author), header(message));
  const inside = body(message, context, act);
  if (message.thread) inside.append(threadLink(message.thread, open));
  item.append(inside);
  return item;
}

/** Return somebody's picture: their initial on their own colour. */
export function avatar(author, small = false) {
  const hue = [...author.name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0) * 47) % 360, 200);
  const node = el("span", { class: small ? "avatar small" : "avatar", "aria-hidden": "true" }, initial(author));
  if (author.bot) node.classList.add("bot");
  else node.style.setProperty("--hue", String(hue));
  return node;
}

const initial = (author) => (author.bot ? "❝" : [...author.name][0].toUpperCase());

function above(message, context) {
  if (message.command) {
    return [el("p", { class: "context" }, el("b", {}, message.invoker), ` ${say("used", "")}`, el("span", { class: "mention" }, message.type === 23 ? message.command : `/${message.command}`))];
  }
  if (!message.message_reference) return [];
  const source = message.referenced_message;
  if (!source) return [el("p", { class: "context" }, el("i", {}, say("original")))];
  const text = plain(source, context) || "…";
  const jump = el("button", { type: "button", class: "jump" }, text.slice(0, 160));
  jump.addEventListener("click", () => document.querySelector(`[data-id="${CSS.escape(source.id)}"]`)?.scrollIntoView({ block: "center" }));
  return [el("p", { class: "context" }, avatar(source.author, true), el("b", {}, source.author.name), " ", jump)];
}

/** Return what a message says as one line of plain text. */
export function plain(message, context) {
  const holder = el("div", {}, ...markdown(message.content || texts(message.components).join("\n"), context));
  return holder.textContent.replace(/\s+/g, " ").trim();
}

function texts(components = []) {
  return components.flatMap((c) => (c.type === 10 ? [c.content] : texts([...(c.components ?? []), ...(c.accessory ? [c.accessory] : [])])));
}

function header(message) {
  const at = new Date(message.timestamp);
  const name = el("span", { class: "name" }, message.author.name);
  const shown = new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit" }).format(at);
  const badge = message.author.bot ? el("span", { class: "app" }, say("app")) : null;
  return el("div", { class: "header" }, name, badge, el("time", { dateTime: message.timestamp, title: at.toLocaleString(language()) }, shown));
}

function body(message, context, act) {
  const node = el("div", { class: "body" });
  if (message.flags & LOADING) {
    node.append(el("p", { class: "thinking" }, say("thinking", message.author.name), el("span", { class: "dots", "aria-hidden": "true" })));
  }
  node.append(...markdown(message.content, context));
  if (message.edited_timestamp) {
    const edited = el("span", { class: "edited" }, ` ${say("edited")}`);
    if (node.lastElementChild?.tagName === "P") node.lastElementChild.append(edited);
    else node.append(edited);
  }
  node.append(...message.embeds.map((embed) => renderEmbed(embed, context)));
  node.append(...message.attachments.map((file) => el("p", { class: "file" }, link(file.url, [file.filename]), ` · ${file.size} B`)));
  node.append(...message.components.map((component) => renderComponent(component, context, act)));
  if (message.reactions) node.append(reactions(message, act));
  if (message.flags & EPHEMERAL) node.append(onlyYou(act));
  return node;
}

function threadLink(thread, open) {
  const node = el("button", { type: "button", class: "thread" }, el("span", { "aria-hidden": "true" }, "↳ "), thread.name);
  node.addEventListener("click", () => open(thread.id));
  return node;
}

function reactions(message, act) {
  const one = ({ emoji, count }) => {
    const chip = el("button", { type: "button", class: "reaction" }, emoji.name, " ", String(count));
    chip.addEventListener("click", () => act("react", { emoji: emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name }));
    return chip;
  };
  return el("div", { class: "reactions" }, ...message.reactions.map(one));
}

function onlyYou(act) {
  const dismiss = el("button", { type: "button", class: "plain" }, say("dismiss"));
  dismiss.addEventListener("click", () => act("delete"));
  const eye = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  eye.setAttribute("viewBox", "0 0 24 24");
  eye.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M2 12s3.500-6 10-6 10 6 10 6-3.500 6-10 6-10-6-10-6zm10 3a3 3 0 100-6 3 3 0 000 6z");
  eye.append(path);
  return el("p", { class: "only-you" }, eye, say("onlyYou"), " · ", dismiss);
}

function accent(node, colour) {
  if (Number.isInteger(colour)) node.style.setProperty("--accent", `#${colour.toString(16).padStart(6, "0")}`);
  return node;
}

function renderEmbed(embed, context) {
  const node = accent(el("div", { class: "embed" }), embed.color);
  if (embed.author) node.append(el("p", { class: "embed-author" }, embed.author.name));
  if (embed.title) node.append(el("p", { class: "embed-title" }, embed.url ? link(embed.url, [embed.title]) : embed.title));
  if (embed.description) node.append(...markdown(embed.description, context));
  const field = (f) => el("div", { class: f.inline ? "field inline" : "field" }, el("b", {}, f.name), ...markdown(f.value, context));
  if (embed.fields?.length) node.append(el("div", { class: "fields" }, ...embed.fields.map(field)));
  if (embed.footer) node.append(el("small", {}, embed.footer.text));
  return node;
}

function renderComponent(component, context, act) {
  const children = () => component.components.map((child) => renderComponent(child, context, act));
  switch (component.type) {
    case 1: return el("div", { class: "row" }, ...children());
    case 2: return button(component, act);
    case 3: case 5: case 6: case 7: case 8: return select(component, context, act);
    case 9: return el("div", { class: "section" }, el("div", {}, ...children()), renderComponent(component.accessory, context, act));
    case 10: return el("div", { class: "text" }, ...markdown(component.content, context));
    case 14: return el("hr", { class: [component.divider ? "" : "blank", component.spacing === 2 ? "wide" : ""].join(" ").trim() });
    case 17: return accent(el("div", { class: "container" }, ...children()), component.accent_color);
    default: return el("p", { class: "unknown" }, `[${component.type}]`);
  }
}

function button(component, act) {
  const label = [component.emoji?.name, component.label].filter(Boolean).join(" ");
  if (component.style === 5) {
    const node = link(component.url, [label]);
    node.classList.add("button", "link");
    return node;
  }
  const node = el("button", { type: "button", class: `button ${STYLES[component.style] ?? "secondary"}`, disabled: component.disabled }, label);
  node.addEventListener("click", () => act("click", { custom_id: component.custom_id }, node));
  return node;
}

function select(component, context, act) {
  const from = (map, prefix) => Object.entries(map).map(([value, name]) => ({ value, label: prefix + name }));
  const options = component.type === 3 ? component.options : component.type === 8 ? from(context.rooms, "#") : from(context.names, "@");
  const several = (component.max_values ?? 1) > 1;
  const node = el("select", { class: "select", multiple: several, disabled: component.disabled, "aria-label": component.placeholder ?? say("choose") });
  if (!several) node.append(el("option", { value: "", selected: true, disabled: true }, component.placeholder ?? say("choose")));
  node.append(...options.map((o) => el("option", { value: o.value, selected: Boolean(o.default) }, o.label)));
  node.addEventListener("change", () => act("select", { custom_id: component.custom_id, values: [...node.selectedOptions].map((o) => o.value) }, node));
  return node;
}
