// Adds buttons to an ordering question that move a step up or down. The selects stay, keep in
// step with the list, and are what is sent; choosing a place in one moves its step there.

const SVG = "http://www.w3.org/2000/svg";

function icon(list, name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${list.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function enhance(list) {
  const steps = () => [...list.children];
  const selectOf = (step) => step.querySelector("select");
  const nameOf = (step) => step.querySelector("label").textContent.trim();
  const aloud = document.createElement("p");
  aloud.className = "visually-hidden";
  aloud.setAttribute("role", "status");
  list.after(aloud);

  function refresh() {
    const all = steps();
    all.forEach((step, position) => {
      step.querySelector("[data-by='-1']").setAttribute("aria-disabled", String(position === 0));
      step.querySelector("[data-by='1']").setAttribute("aria-disabled", String(position === all.length - 1));
    });
  }

  /** Put a step at a place (from 0), write every place in the selects, and say where it stands now. */
  function place(step, position, focused) {
    const others = steps().filter((other) => other !== step);
    list.insertBefore(step, others[position] ?? null);
    steps().forEach((other, index) => { selectOf(other).value = String(index + 1); });
    refresh();
    focused.focus();
    aloud.textContent = list.dataset.moved
      .replace("{paso}", nameOf(step))
      .replace("{lugar}", position + 1)
      .replace("{total}", steps().length);
  }

  function button(step, by, label, name) {
    const made = document.createElement("button");
    made.type = "button";
    made.dataset.by = by;
    made.setAttribute("aria-label", `${label}: ${nameOf(step)}`);
    made.append(icon(list, name));
    made.addEventListener("click", () => {
      const position = steps().indexOf(step) + by;
      if (position < 0 || position >= steps().length) return;
      place(step, position, made);
      selectOf(step).dispatchEvent(new Event("change", { bubbles: true }));
    });
    return made;
  }

  for (const step of steps()) {
    const buttons = document.createElement("span");
    buttons.className = "ordering-buttons";
    buttons.append(button(step, -1, list.dataset.up, "arrow-up"), button(step, 1, list.dataset.down, "arrow-down"));
    step.append(buttons);
    const select = selectOf(step);
    select.addEventListener("change", (event) => {
      if (event.isTrusted && select.value) place(step, Number(select.value) - 1, select);
    });
  }

  const places = steps().map((step) => Number(selectOf(step).value));
  if (new Set(places).size === places.length && !places.includes(0)) {
    list.append(...steps().sort((a, b) => Number(selectOf(a).value) - Number(selectOf(b).value)));
  }
  refresh();
}

/** Enhance every ordering question below `root` that is not enhanced yet. */
export function enhanceOrdering(root = document) {
  for (const list of root.querySelectorAll("[data-ordering]:not([data-ready])")) {
    list.dataset.ready = "";
    enhance(list);
  }
}

enhanceOrdering();
