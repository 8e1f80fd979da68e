// The page: what one member sees, kept live over a WebSocket, and what they do.
import { Composer } from "/page/composer.js";
import { $, el } from "/page/dom.js";
import { openMenu } from "/page/menu.js";
import { avatar, plain, renderMessage } from "/page/message.js";
import { openModal } from "/page/modal.js";
import { say, speak } from "/page/words.js";

const THREAD_NAME = 40;
// Kept for each window, over reloads: another one may show another person, or another language.
const wishes = { as: sessionStorage.as ?? "", locale: sessionStorage.locale ?? (navigator.language.startsWith("fr") ? "fr" : "en-US") };
const state = { me: null, locale: "", people: [], bot: null, channels: [], names: {}, roles: [], roleNames: {}, examples: [], messages: new Map(), channel: sessionStorage.channel, unread: new Set() };
const pending = new Map();
let socket = null;
let requests = 0;
let typingTimer = 0;

const context = () => ({ names: state.names, roles: state.roleNames, rooms: Object.fromEntries(state.channels.map((c) => [c.id, c.name])), me: state.me.id });
const channel = () => state.channels.find((c) => c.id === state.channel);
/** Return the messages of the channel; a thread that began with a message opens with it, as it is in its channel. */
const shown = () => {
  const first = channel()?.type === "thread" && state.messages.get(state.channel);
  const here = [...state.messages.values()].filter((m) => m.channel_id === state.channel);
  return first ? [{ ...first, thread: null }, ...here] : here;
};

/** Send an action and return whether it could be sent; `done(failed)` runs when it has ended. */
function send(action, body = {}, done = null) {
  if (socket?.readyState !== WebSocket.OPEN) {
    notice(say("lost"));
    done?.(false);
    return false;
  }
  const request = String(++requests);
  if (done) pending.set(request, done);
  socket.send(JSON.stringify({ action, channel: state.channel, request, ...body }));
  return true;
}

function settle(request, bad) {
  pending.get(request)?.(bad);
  pending.delete(request);
}

const composer = new Composer({ state, channel, send, notice });

// ---- what arrives

function connect() {
  socket = new WebSocket(`ws://${location.host}/page/socket?${new URLSearchParams(wishes)}`);
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    $("offline").hidden = false;
    $("offline").textContent = say("lost");
    for (const request of [...pending.keys()]) settle(request, false);
    setTimeout(connect, 1000);
  });
}

const HANDLERS = {
  state(news) {
    const other = state.me?.id !== news.me.id;
    const { me, locale, people, bot, channels, names, roles, role_names: roleNames, examples } = news;
    Object.assign(state, { me, locale, people, bot, channels, names, roles, roleNames, examples });
    Object.assign(wishes, { as: me.name, locale });
    Object.assign(sessionStorage, wishes);
    state.messages = new Map(news.messages.map((m) => [m.id, m]));
    if (!channel()) state.channel = (state.channels.find((c) => c.type === "text") ?? state.channels[0]).id;
    speak(locale);
    $("guild").textContent = news.guild;
    $("offline").hidden = news.online;
    $("offline").textContent = say("offline");
    drawSwitches();
    drawChannels();
    drawChannel();
    if (other) composer.meet();
  },
  open: (news) => open(news.channel),
  message({ message }) {
    const known = state.messages.has(message.id);
    state.messages.set(message.id, message);
    if (message.author.bot) typing(null);
    if (message.channel_id !== state.channel) {
      if (!known && !message.own) state.unread.add(message.channel_id);
      drawChannels();
    } else if (known) replace(message);
    else append(message);
    if (known) quoted(message.id, message);
  },
  gone({ id }) {
    const here = state.messages.get(id)?.channel_id === state.channel;
    state.messages.delete(id);
    quoted(id, null);
    if (here) drawMessages();
  },
  typing: (news) => typing(news.channel),
  refused({ request, key, value }) {
    notice(say(key, value));
    settle(request, false);
  },
  choices: ({ request, choices }) => pending.get(request)?.(choices),
  modal: ({ interaction, modal }) => openModal(modal, (values) => send("submit", { interaction, values }, failed)),
  outcome: ({ request, failed: bad }) => settle(request, bad),
};

/** Update a message in the replies to it; null if it was deleted. */
function quoted(id, message) {
  for (const reply of state.messages.values()) {
    if (reply.message_reference?.message_id !== id) continue;
    reply.referenced_message = message;
    if (reply.channel_id === state.channel) replace(reply);
  }
}

function receive(news) {
  HANDLERS[news.kind]?.(news);
}

function failed(bad) {
  if (bad === true) notice(say("failed"));
}

let noticeTimer = 0;
function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { $("notice").hidden = true; }, 6000);
}

function typing(where) {
  clearTimeout(typingTimer);
  $("typing").textContent = where === state.channel ? say("typing", state.bot.name) : "";
  if (where) typingTimer = setTimeout(() => typing(null), 9000);
}

// ---- what is drawn

function drawSwitches() {
  $("people").replaceChildren(...state.people.map((person) => {
    const button = el("button", { type: "button", "aria-pressed": String(person.id === state.me.id), data: { person: person.id } },
      avatar(person, true), el("span", {}, person.name, el("small", {}, person.admin ? say("admin") : say("member"))));
    button.addEventListener("click", () => send("switch_person", { user: person.id }));
    return button;
  }));
  for (const button of $("locales").children) button.setAttribute("aria-pressed", String(button.dataset.locale === state.locale));
}

function drawChannels() {
  const group = (title, kinds) => {
    const list = state.channels.filter((c) => kinds.includes(c.type));
    return list.length ? [el("h2", {}, title), el("ul", {}, ...list.map(channelItem))] : [];
  };
  $("channels").replaceChildren(...group(say("textChannels"), ["text", "thread"]), ...group(say("direct"), ["dm"]));
}

function channelItem(c) {
  const mark = c.type === "dm" ? avatar(state.bot, true) : el("span", { class: "hash", "aria-hidden": "true" }, c.type === "thread" ? "↳" : "#");
  const button = el("button", { type: "button", class: state.unread.has(c.id) ? "unread" : "", data: { channel: c.id } }, mark, el("span", {}, c.name));
  if (c.id === state.channel) button.setAttribute("aria-current", "page");
  button.addEventListener("click", () => open(c.id));
  return el("li", {}, button);
}

function open(id) {
  state.channel = sessionStorage.channel = id;
  state.unread.delete(id);
  drawer(false);
  drawChannels();
  drawChannel();
  toEnd();
  composer.reset();
}

function drawChannel() {
  const c = channel();
  if (!c) return;
  const name = c.type === "dm" ? c.name : `#${c.name}`;
  $("title").textContent = name;
  $("topic").textContent = c.topic;
  document.title = `${name} · sandbox`;
  $("text").placeholder = say("placeholder", name);
  $("text").setAttribute("aria-label", say("placeholder", name));
  $("send").setAttribute("aria-label", say("send"));
  $("drawer").setAttribute("aria-label", say("channels"));
  $("sidebar").setAttribute("aria-label", say("textChannels"));
  $("replying").lastElementChild.setAttribute("aria-label", say("cancel"));
  drawMessages();
}

/** Redraw the conversation and keep the reader's place in it. */
function drawMessages() {
  const list = $("messages");
  const messages = shown();
  const [near, top] = [nearEnd(), list.scrollTop];
  const focused = document.activeElement.closest(".message")?.dataset.id;
  list.replaceChildren(start(), ...messages.map((m, i) => item(m, messages[i - 1])));
  rove();
  if (near) toEnd();
  else list.scrollTop = top;
  if (focused) (drawn(focused) ?? $("text")).focus({ preventScroll: true });
}

const drawn = (id) => document.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
const nearEnd = () => $("messages").scrollHeight - $("messages").scrollTop - $("messages").clientHeight < 160;

function start() {
  const c = channel();
  const name = c.type === "dm" ? c.name : `#${c.name}`;
  const says = [say("start", name), c.topic, c.topic ? null : say(c.type === "dm" ? "startDm" : "startMention")];
  const node = el("li", { class: "start" }, el("h2", {}, says[0]), ...says.slice(1).filter(Boolean).map((text) => el("p", {}, text)));
  if (state.examples.length && c.type !== "thread") node.append(el("p", {}, say("tryThis")), el("div", { class: "examples" }, ...state.examples.map(example)));
  return node;
}

function example(question) {
  const node = el("button", { type: "button", class: "example" }, question);
  node.addEventListener("click", () => send("say", { text: channel().type === "dm" ? question : `<@${state.bot.id}> ${question}` }, failed));
  return node;
}

function item(message, before) {
  const act = (action, body = {}, control = null) => {
    if (control?.getAttribute("aria-busy")) return; // pressed already: the bot is at it
    control?.setAttribute("aria-busy", "true");
    send(action, { message: message.id, ...body }, (bad) => {
      control?.removeAttribute("aria-busy");
      failed(bad);
    });
  };
  const node = renderMessage(message, before, context(), act, open);
  const more = el("button", { type: "button", class: "more", "aria-label": say("messageMenu"), "aria-haspopup": "menu" }, "⋯");
  more.addEventListener("click", () => menu(message, more, act));
  node.append(more);
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, select, input") || String(getSelection())) return;
    event.preventDefault();
    menu(message, event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : node, act);
  });
  return node;
}

function append(message) {
  const near = nearEnd();
  $("messages").append(item(message, shown().at(-2)));
  rove();
  if (near || message.own) toEnd();
}

function replace(message) {
  const all = shown();
  const at = all.findIndex((m) => m.id === message.id);
  const old = drawn(message.id);
  const near = nearEnd();
  const focused = old?.contains(document.activeElement) ? [...old.querySelectorAll("button, a, select")].indexOf(document.activeElement) : -1;
  const fresh = item(message, all[at - 1]);
  old?.replaceWith(fresh);
  rove();
  if (focused >= 0) [...fresh.querySelectorAll("button, a, select")][focused]?.focus();
  if (near) toEnd();
}

/** Let Tab stop at the controls of one message only, the last or the one that has the focus: arrows lead to the others. */
function rove(current = null) {
  const all = [...document.querySelectorAll(".message")];
  const reached = current ?? all.find((node) => node.contains(document.activeElement)) ?? all.at(-1);
  for (const node of all) for (const control of node.querySelectorAll("button, a, select")) control.tabIndex = node === reached ? 0 : -1;
}

const toEnd = () => $("messages").scrollTo({ top: $("messages").scrollHeight });

function menu(message, where, act) {
  const apps = channel().commands.filter((c) => c.type === 3);
  const seenByAll = !(message.flags & 64);
  const entries = seenByAll ? [{ label: say("reply"), run: () => composer.replyTo(message) }] : [];
  entries.push({ label: say("copy"), run: () => navigator.clipboard.writeText(plain(message, context())) });
  if (seenByAll && channel().type === "text" && !message.thread) {
    const name = clip(plain(message, context()), THREAD_NAME) || say("thread");
    entries.push({ label: say("startThread"), run: () => act("thread", { name }) });
  }
  if (message.own) {
    entries.push({ label: say("edit"), run: () => composer.edit(message) });
    entries.push({ label: say("remove"), danger: true, run: () => act("delete") });
  }
  if (seenByAll) entries.push(...apps.map((c) => ({ label: c.shown, group: say("apps"), run: () => act("menu", { name: c.name }) })));
  openMenu(entries, where);
}

/** Shorten a text, between two words. */
function clip(text, most) {
  return text.length <= most ? text : `${text.slice(0, most).replace(/\s+\S*$/, "")}…`;
}

// ---- the keyboard

$("messages").addEventListener("focusin", (event) => rove(event.target.closest(".message")));
$("messages").addEventListener("keydown", (event) => {
  const current = event.target.closest(".message");
  const all = [...document.querySelectorAll(".message")];
  if (event.target !== current && event.target !== $("messages")) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step) {
    event.preventDefault();
    const at = current ? all.indexOf(current) + step : all.length - 1;
    if (at >= all.length) $("text").focus();
    else all[Math.max(0, at)]?.focus();
  } else if (current && (event.key === "Enter" || event.key === "m" || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) {
    event.preventDefault();
    current.querySelector(":scope > .more").click();
  } else if (event.key === "Escape") $("text").focus();
});

function drawer(openIt) {
  document.body.classList.toggle("drawer", openIt);
  $("drawer").setAttribute("aria-expanded", String(openIt));
  $("shade").hidden = !openIt;
}
$("drawer").addEventListener("click", () => drawer(!document.body.classList.contains("drawer")));
$("shade").addEventListener("click", () => drawer(false));
for (const button of $("locales").children) button.addEventListener("click", () => send("switch_locale", { locale: button.dataset.locale }));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") drawer(false); });

connect();
