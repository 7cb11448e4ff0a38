// The script in a flame graph: hovering says what a box is, a click makes it as wide as the page. Without it the picture is there, and the
// browser's own tooltips. It makes no element and reads nothing but the attributes of the boxes.
export const FLAME_SCRIPT = `
(() => {
  const graph = document.getElementById("flame");
  const details = document.getElementById("details");
  const hint = details.textContent;
  const CHARACTER = 6.7;
  const boxes = [...graph.querySelectorAll("svg.box")].map((element) => ({
    element,
    text: element.querySelector("text"),
    name: element.dataset.name,
    about: element.querySelector("title").textContent,
    row: Number(element.dataset.row),
    x: Number(element.dataset.x),
    width: Number(element.dataset.width),
  }));
  const byElement = new Map(boxes.map((box) => [box.element, box]));
  let zoomed = boxes[0];

  // The whole name, or what fits of the function's own, or nothing.
  const label = (name, pixels) => {
    const room = Math.floor((pixels - 6) / CHARACTER);
    if (name.length <= room) return name;
    const own = name.slice(name.lastIndexOf("/") + 1);
    if (own.length <= room) return own;
    return room >= 4 ? own.slice(0, room - 1) + "\\u2026" : "";
  };

  const draw = () => {
    const page = graph.getBoundingClientRect().width;
    const end = zoomed.x + zoomed.width;
    for (const box of boxes) {
      const boxEnd = box.x + box.width;
      const isAbove = box.row < zoomed.row && box.x <= zoomed.x + 1e-9 && boxEnd >= end - 1e-9;
      const isInside = box.row >= zoomed.row && box.x >= zoomed.x - 1e-9 && boxEnd <= end + 1e-9;
      const width = isAbove ? 1 : box.width / zoomed.width;
      const isShown = (isAbove || isInside) && width * page >= 0.3;
      box.element.style.display = isShown ? "" : "none";
      if (!isShown) continue;
      box.element.classList.toggle("above", isAbove);
      box.element.setAttribute("x", 100 * (isAbove ? 0 : (box.x - zoomed.x) / zoomed.width) + "%");
      box.element.setAttribute("width", 100 * width + "%");
      box.text.textContent = label(box.name, width * page);
    }
  };

  const boxOf = (event) => {
    const element = event.target.closest && event.target.closest("svg.box");
    return element ? byElement.get(element) : null;
  };
  graph.addEventListener("mouseover", (event) => {
    const box = boxOf(event);
    details.textContent = box ? box.about.replace(/\\n/g, " \\u00b7 ") : hint;
    for (const other of boxes) other.element.classList.toggle("same", box !== null && other.name === box.name);
  });
  graph.addEventListener("click", (event) => {
    const box = boxOf(event);
    if (box) zoomed = box === zoomed ? boxes[0] : box;
    draw();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") zoomed = boxes[0];
    draw();
  });
  addEventListener("resize", draw);
  draw();
})();
`;
