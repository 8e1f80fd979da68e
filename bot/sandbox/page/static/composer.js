// The message box: text, replies, edits, mentions, and slash commands with their options.
import { $, el } from "/page/dom.js";
import { avatar } from "/page/message.js";
import { Suggestions } from "/page/suggestions.js";
import { say } from "/page/words.js";

const SUB = 1;
const GROUP = 2;
const MAX_TEXT = 2000;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Return what is typed after a command's whole name, or null if that is not typed (yet). */
function after(typed, command) {
  for (const name of [command.shown, command.path]) {
    if (fold(typed) === fold(name)) return "";
    if (fold(typed).startsWith(`${fold(name)} `)) return typed.slice(name.length + 1).trim();
  }
  return null;
}

export class Composer {
  constructor({ state, channel, send, notice }) {
    Object.assign(this, { state, channel, send, notice });
    this.text = $("text");
    this.suggestions = new Suggestions(this.text);
    this.reply = null;
    this.editing = null;
    this.chosen = null; // the command being filled in: {path, shown, options}
    this.text.addEventListener("input", () => { this.fit(); this.suggest(); });
    this.text.addEventListener("keydown", (event) => this.key(event));
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    $("replying").lastElementChild.addEventListener("click", () => this.reset());
  }

  reset() {
    clearTimeout(this.waiting);
    this.reply = this.editing = this.chosen = null;
    $("replying").hidden = true;
    $("command").hidden = true;
    $("command").replaceChildren();
    this.text.hidden = false;
    this.text.value = "";
    this.fit();
    this.suggestions.close();
    if (matchMedia("(pointer: fine)").matches) this.text.focus();
  }

  /** Switch to another person, who may not have the chosen command or message to edit. */
  meet() {
    if (this.chosen || this.editing || !this.text.value) this.reset();
  }

  replyTo(message) {
    this.reset();
    this.reply = message;
    $("replying").hidden = false;
    $("replying").firstElementChild.textContent = say("replyingTo", message.author.name);
    this.text.focus();
  }

  edit(message) {
    this.reset();
    this.editing = message;
    $("replying").hidden = false;
    $("replying").firstElementChild.textContent = say("edit");
    this.text.value = message.content.replace(/<@!?(\d+)>/g, (whole, id) => (this.state.names[id] ? `@${this.state.names[id]}` : whole));
    this.fit();
    this.text.focus();
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 240)}px`;
  }

  // ---- suggestions: commands after "/", people after "@", proposals for an option

  suggest() {
    const typed = this.text.value;
    const mention = /(?:^|\s)@([^\s@]*)$/.exec(typed.slice(0, this.text.selectionStart));
    if (typed.startsWith("/")) return this.suggestions.show(this.commands(typed.slice(1)), say("commands"), say("noMatch"));
    if (mention) return this.suggestions.show(this.people(mention[1]), say("people"));
    return this.suggestions.close();
  }

  commands(typed) {
    const wanted = fold(typed);
    return leaves(this.channel().commands)
      .map((c) => ({ c, rest: after(typed, c) }))
      .filter(({ c, rest }) => rest !== null || fold(c.shown).startsWith(wanted) || fold(c.path).startsWith(wanted))
      .map(({ c, rest }) => ({ title: `/${c.shown}`, detail: c.description, whole: rest !== null, pick: () => this.choose(c, rest ?? "") }));
  }

  people(typed) {
    return [this.state.bot, ...this.state.people]
      .filter((who) => who.name.toLowerCase().startsWith(typed.toLowerCase()))
      .map((who) => ({ title: who.name, icon: avatar(who, true), pick: () => this.mention(who) }));
  }

  mention(who) {
    const at = this.text.selectionStart;
    const before = this.text.value.slice(0, at).replace(/@[^\s@]*$/, `@${who.name} `);
    this.text.value = before + this.text.value.slice(at);
    this.text.setSelectionRange(before.length, before.length);
    this.suggestions.close();
    this.text.focus();
  }

  key(event) {
    if (event.isComposing || this.suggestions.browse(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (!this.suggestions.open) this.reset();
      else this.suggestions.close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.text.value) {
      event.preventDefault();
      [...document.querySelectorAll(".message")].at(-1)?.focus();
    }
  }

  // ---- a command and its options

  /** Fill in a command; what was `typed` after its name is the first option's. */
  choose(command, typed = "") {
    this.suggestions.close();
    this.chosen = command;
    this.text.hidden = true;
    const inputs = command.options.map((option) => this.option(option));
    $("command").replaceChildren(el("b", { class: "chip" }, `/${command.shown}`), ...inputs);
    $("command").hidden = false;
    const first = $("command").querySelector("input, select");
    if (first) first.focus();
    else $("send").focus();
    if (first?.matches("input") && typed) first.value = typed;
    if (first?.matches("input")) first.dispatchEvent(new Event("input"));
  }

  option(option) {
    const label = el("label", { class: "option" }, el("span", { title: option.description }, option.shown, option.required ? el("i", {}, "*") : null));
    const input = this.input(option);
    input.dataset.option = option.name;
    input.setAttribute("aria-label", `${option.shown} — ${option.description}${option.required ? ` (${say("required")})` : ""}`);
    input.addEventListener("keydown", (event) => this.optionKey(event));
    label.append(input);
    return label;
  }

  input(option) {
    const fixed = option.type === 5 ? [{ shown: say("yes"), value: true }, { shown: say("no"), value: false }]
      : option.type === 7 ? this.state.channels.filter((c) => c.type === "text").map((c) => ({ shown: `#${c.name}`, value: c.id }))
      : option.type === 8 ? this.state.roles.map((r) => ({ shown: `@${r.name}`, value: r.id }))
      : option.choices;
    if (fixed.length) {
      const node = el("select", { required: option.required }, el("option", { value: "" }, option.required ? say("choose") : "—"),
        ...fixed.map((c, i) => el("option", { value: String(i) }, c.shown)));
      node.read = () => (node.value === "" ? undefined : fixed[Number(node.value)].value);
      return node;
    }
    if (option.type === 11) return upload(option);
    if ([4, 10].includes(option.type)) {
      const node = el("input", { type: "number", required: option.required, step: option.type === 4 ? 1 : "any" });
      const [least, most] = [option.min_value ?? -(2 ** 53), option.max_value ?? 2 ** 53];
      node.read = () => (node.value === "" ? undefined : Number(node.value));
      node.addEventListener("input", () => {
        node.setCustomValidity(node.read() < least || node.read() > most ? say("optionRange", least, most) : "");
      });
      return node;
    }
    const node = el("input", { type: "text", required: option.required, placeholder: option.description, size: 28 });
    const [least, most] = [option.min_length ?? 0, option.max_length ?? 6000];
    // What was picked shows its name and sends its value.
    node.read = () => (node.value === "" ? undefined : node.picked?.shown === node.value ? node.picked.value : node.value);
    node.addEventListener("blur", () => this.suggestions.close());
    node.addEventListener("input", () => {
      const length = [...node.value].length;
      node.setCustomValidity(length && (length < least || length > most) ? say("optionLength", least, most) : "");
    });
    if (option.autocomplete) node.addEventListener("input", () => this.propose(option, node));
    return node;
  }

  propose(option, node) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      const body = { path: this.chosen.path, option: option.name, options: { ...this.values(), [option.name]: node.value } };
      this.send("autocomplete", body, (choices) => {
        if (!Array.isArray(choices) || document.activeElement !== node) return;
        this.suggestions.show(choices.map((c) => ({ title: c.shown, pick: () => { node.picked = c; node.value = c.shown; node.setCustomValidity(""); this.suggestions.close(); } })), option.shown, null, -1);
      });
    }, 120);
  }

  values() {
    const inputs = [...$("command").querySelectorAll("[data-option]")];
    return Object.fromEntries(inputs.map((i) => [i.dataset.option, i.read()]).filter(([, value]) => value !== undefined));
  }

  optionKey(event) {
    if (event.isComposing || this.suggestions.browse(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (!this.suggestions.open) this.reset();
      else this.suggestions.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Backspace" && event.target.value === "" && event.target.matches("input")) {
      this.reset();
    }
  }

  // ---- off it goes

  submit() {
    if (this.chosen) return this.run();
    const typed = this.text.value.trim();
    if (!typed) return undefined;
    if (typed.startsWith("/")) {
      const command = this.commands(typed.slice(1)).find((entry) => entry.whole);
      if (command) return command.pick();
      return this.send("slash", { path: typed.slice(1), options: {} }, (bad) => this.ended(bad));
    }
    const text = this.withIds(typed);
    if ([...text].length > MAX_TEXT) return this.notice(say("textLength", MAX_TEXT));
    const sent = this.editing ? this.send("edit", { message: this.editing.id, text }) : this.send("say", { text, reply_to: this.reply?.id ?? null });
    return sent && this.reset();
  }

  run() {
    const wrong = [...$("command").querySelectorAll("[data-option]")].find((input) => !input.checkValidity());
    if (wrong) {
      wrong.focus();
      return wrong.reportValidity();
    }
    return this.send("slash", { path: this.chosen.path, options: this.values() }, (bad) => this.ended(bad)) && this.reset();
  }

  ended(bad) {
    if (bad === true) this.notice(say("failed"));
  }

  withIds(text) {
    const byLength = [this.state.bot, ...this.state.people].sort((a, b) => b.name.length - a.name.length);
    return byLength.reduce((left, who) => left.replaceAll(`@${who.name}`, `<@${who.id}>`), text);
  }
}

/** Return the input of a file, which is sent at once; its value is the upload's id. */
function upload(option) {
  const node = el("input", { type: "file", required: option.required });
  let id;
  node.read = () => id;
  node.addEventListener("change", async () => {
    id = undefined;
    const file = node.files[0];
    node.setCustomValidity(file ? say("uploading") : "");
    if (!file) return;
    const answer = await fetch(`/page/uploads?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file }).catch(() => null);
    if (file !== node.files[0]) return;
    id = answer?.ok ? (await answer.json()).id : undefined;
    node.setCustomValidity(id ? "" : say("uploadFailed"));
  });
  return node;
}

/** Return every command one can run, sub-commands on their own. */
function leaves(commands) {
  const open = (entry, path, shown) => {
    const subs = entry.options.filter((o) => o.type === SUB || o.type === GROUP);
    if (!subs.length) return [{ ...entry, path, shown }];
    return subs.flatMap((sub) => open(sub, `${path} ${sub.name}`, `${shown} ${sub.shown}`));
  };
  return commands.filter((c) => c.type === 1).flatMap((c) => open(c, c.name, c.shown));
}
