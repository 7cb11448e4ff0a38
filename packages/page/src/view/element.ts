// Elements as expressions. Text is always set as text: what a file holds never becomes markup.
type Child = Node | string | null;

interface Attributes {
  readonly [name: string]: string;
}

function fill(parent: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) parent.setAttribute(name, value);
  parent.append(...children.filter((child) => child !== null));
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  fill(made, attributes, children);
  return made;
}

export function drawing<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  fill(made, attributes, children);
  return made;
}

export function card(title: string, ...children: Child[]): HTMLElement {
  return element("section", { class: "card" }, element("h2", {}, title), ...children);
}

/** A definition list; values that are null are left out. */
export function facts(rows: readonly (readonly [string, string | null])[]): HTMLElement {
  const list = element("dl", { class: "facts" });
  for (const [name, value] of rows) {
    if (value !== null) list.append(element("dt", {}, name), element("dd", { class: "mono" }, value));
  }
  return list;
}
