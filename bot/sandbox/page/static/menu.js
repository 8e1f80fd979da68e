// A menu of actions: arrows, Enter, Escape; it gives the focus back where it was.
import { $, el } from "/page/dom.js";

/** Open a menu of {label, run, group, danger} at an element or at {x, y}. */
export function openMenu(entries, where) {
  const menu = $("menu");
  const back = document.activeElement;
  const close = () => {
    menu.hidden = true;
    menu.replaceChildren();
    document.removeEventListener("pointerdown", outside, true);
    if (back?.isConnected) back.focus();
  };
  const outside = (event) => { if (!menu.contains(event.target)) close(); };
  let group = null;
  menu.replaceChildren();
  for (const entry of entries) {
    if (entry.group !== group && entry.group) menu.append(el("p", {}, entry.group));
    group = entry.group;
    const button = el("button", { type: "button", role: "menuitem", class: entry.danger ? "danger" : "" }, entry.label);
    button.addEventListener("click", () => { close(); entry.run(); });
    menu.append(button);
  }
  menu.hidden = false;
  const at = where instanceof Element ? where.getBoundingClientRect() : { left: where.x, bottom: where.y };
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.bottom, innerHeight - menu.offsetHeight - 8))}px`;
  const items = [...menu.querySelectorAll("button")];
  items[0]?.focus();
  menu.onkeydown = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  document.addEventListener("pointerdown", outside, true);
}
