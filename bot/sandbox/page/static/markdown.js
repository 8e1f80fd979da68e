// Discord's markdown, as far as messages here use it, made into elements: nothing a message says becomes markup.
import { el } from "/page/dom.js";
import { language, say } from "/page/words.js";

const SAFE_LINK = /^https?:\/\/[^\s<>]+$/i;

// In order of precedence where several match at one position. Each builds its node from the match.
const INLINE = [
  [/^\\([^\sa-zA-Z0-9])/, (m) => m[1]],
  [/^``(.+?)``(?!`)|^`([^`\n]+)`/s, (m) => el("code", {}, m[1] ?? m[2])],
  [/^\[((?:\\.|[^\[\]\\])+)\]\(<?(https?:\/\/[^\s<>]+?)>?(?:\s+"[^"]*")?\)(?!\))/i, (m, c) => link(m[2], inline(m[1], c))],
  [/^<(https?:\/\/[^\s<>]+)>/i, (m) => link(m[1], [m[1]])],
  [/^https?:\/\/[^\s<>]*[^\s<>.,:;"'\])]/i, (m) => link(m[0], [m[0]])],
  [/^<@!?(\d+)>/, (m, c) => mention(`@${c.names[m[1]] ?? "?"}`, m[1] === c.me)],
  [/^<@&(\d+)>/, (m, c) => mention(`@${c.roles?.[m[1]] ?? "?"}`)],
  [/^<#(\d+)>/, (m, c) => mention(`#${c.rooms[m[1]] ?? "?"}`)],
  [/^<\/([^:>]+):\d+>/, (m) => mention(`/${m[1]}`)],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (m) => time(Number(m[1]), m[2])],
  [/^<a?:(\w+):\d+>/, (m) => `:${m[1]}:`],
  [/^@(everyone|here)\b/, (m) => mention(m[0])],
  [/^\*\*\*((?:\\.|[^\\])+?)\*\*\*/s, (m, c) => el("strong", {}, el("em", {}, ...inline(m[1], c)))],
  [/^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, (m, c) => el("strong", {}, ...inline(m[1], c))],
  [/^__((?:\\.|[^\\])+?)__(?!_)/s, (m, c) => el("u", {}, ...inline(m[1], c))],
  [/^~~((?:\\.|[^\\])+?)~~/s, (m, c) => el("s", {}, ...inline(m[1], c))],
  [/^\|\|((?:\\.|[^\\])+?)\|\|/s, (m, c) => spoiler(inline(m[1], c))],
  [/^\*(?!\s)((?:\\.|[^*\\])+?)\*(?!\*)/s, (m, c) => el("em", {}, ...inline(m[1], c))],
  [/^_(?!\s)((?:\\.|[^_\\])+?)_(?![\w_])/s, (m, c) => el("em", {}, ...inline(m[1], c))],
];
const PLAIN = /^[\s\S][^\\`\[<h@*_~|]*/; // up to where something could open

/** Return a message's text as nodes. `context` knows the names of people and rooms. */
export function markdown(text, context) {
  const nodes = [];
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  for (let at = 0; at < lines.length; ) at = block(lines, at, nodes, context);
  return nodes;
}

/** Read one block from line `at` on; return the line after it. */
function block(lines, at, nodes, context) {
  const line = lines[at];
  let match;
  if (line.startsWith("```")) {
    const end = lines.findIndex((other, i) => (i > at ? other : other.slice(3)).includes("```") && i >= at);
    if (end >= 0) {
      const whole = lines.slice(at, end + 1).join("\n");
      const close = whole.indexOf("```", 3);
      const code = whole.slice(3, close).replace(/^[\w+-]*\n/, "");
      nodes.push(el("pre", {}, el("code", {}, code)));
      const rest = whole.slice(close + 3);
      if (rest.trim()) nodes.push(el("p", {}, ...inline(rest, context)));
      return end + 1;
    }
  }
  if (line.startsWith(">>> ")) {
    const inside = [line.slice(4), ...lines.slice(at + 1)].join("\n");
    nodes.push(el("blockquote", {}, ...markdown(inside, context)));
    return lines.length;
  }
  if (/^> /.test(line) || line === ">") {
    let end = at;
    const inside = [];
    while (end < lines.length && (/^> /.test(lines[end]) || lines[end] === ">")) inside.push(lines[end++].slice(2));
    nodes.push(el("blockquote", {}, ...markdown(inside.join("\n"), context)));
    return end;
  }
  if ((match = /^(#{1,3}) +(.+)/.exec(line))) {
    nodes.push(el(`h${match[1].length + 1}`, {}, ...inline(match[2], context)));
    return at + 1;
  }
  if ((match = /^-# +(.+)/.exec(line))) {
    nodes.push(el("small", {}, ...inline(match[1], context)));
    return at + 1;
  }
  if (/^ *[-*] +\S/.test(line) || /^ *\d+\. +\S/.test(line)) return list(lines, at, nodes, context);
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines[end])) end++;
  const text = lines.slice(at, end).join("\n");
  if (text.trim()) nodes.push(el("p", {}, ...inline(text.replace(/^\n+|\n+$/g, ""), context)));
  return end;
}

const startsBlock = (line) => /^(?:```|>>> |> |#{1,3} |-# | *[-*] +\S| *\d+\. +\S)/.test(line) || line === ">";

function list(lines, at, nodes, context) {
  const ordered = /^ *\d+\. /.test(lines[at]);
  const entry = ordered ? /^ *(\d+)\. +(.+)/ : /^ *([-*]) +(.+)/;
  const start = ordered ? Number(entry.exec(lines[at])[1]) : undefined;
  const node = el(ordered ? "ol" : "ul", { start });
  for (let match; at < lines.length && (match = entry.exec(lines[at])); at++) {
    node.append(el("li", {}, ...inline(match[2], context)));
  }
  nodes.push(node);
  return at;
}

/** Return a run of text as nodes. */
export function inline(text, context) {
  const nodes = [];
  let plain = "";
  while (text) {
    let found = null;
    for (const [pattern, build] of INLINE) {
      const match = pattern.exec(text);
      if (match) {
        found = [match[0].length, build(match, context)];
        break;
      }
    }
    if (found && typeof found[1] !== "string") {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(found[1]);
    } else {
      plain += found ? found[1] : PLAIN.exec(text)[0];
    }
    text = text.slice(found ? found[0] : PLAIN.exec(text)[0].length);
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/** Return a link that opens a new window, or only its text if it is not a web address. */
export function link(url, children) {
  if (!SAFE_LINK.test(url)) return el("span", {}, ...children);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, ...children);
}

const mention = (text, mine = false) => el("span", { class: mine ? "mention mine" : "mention" }, text);

function spoiler(children) {
  const node = el("button", { type: "button", class: "spoiler", "aria-expanded": "false" }, ...children);
  node.addEventListener("click", () => node.setAttribute("aria-expanded", "true"));
  return node;
}

function time(seconds, style = "f") {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return `<t:${seconds}>`;
  const formats = {
    t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
    f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
  };
  const full = new Intl.DateTimeFormat(language(), formats.F).format(at);
  return el("time", { dateTime: at.toISOString(), title: full }, style === "R" ? ago(at) : new Intl.DateTimeFormat(language(), formats[style]).format(at));
}

function ago(at) {
  const seconds = (at - Date.now()) / 1000;
  const units = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(Math.round(seconds / length), unit);
}
