// What makes the pages handier; nothing of theirs needs it.
//
// 1. Fields with data-suggest offer occupations while one types (ARIA: combobox with a listbox).
// 2. Charts are drawn by Chart.js, so that a row tells what its levels mean; without it, and on
//    paper, the drawing that came with the page stands in their place.
"use strict";

/* ---- 1. Suggestions ---- */

const PAUSE = 120; // milliseconds without a key before anything is asked
const LEAST_LETTERS = 2;

function combobox(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let active = -1;
  let waiting = 0;
  let asking = null;

  function stopAsking() {
    clearTimeout(waiting);
    if (asking) asking.abort();
  }

  function close() {
    stopAsking();
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(index) {
    stopAsking(); // what is chosen from does not change any more
    const options = list.children;
    if (active >= 0) options[active].setAttribute("aria-selected", "false");
    active = index;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function choose(option) {
    input.value = option.dataset.title;
    input.removeAttribute("aria-invalid");
    status.textContent = "";
    close();
  }

  function show(found) {
    list.replaceChildren(...found.map((each, index) => {
      const option = document.createElement("li");
      option.id = `${input.id}-option-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.title = each.title;
      option.textContent = each.title;
      const more = [each.name && `also called ${each.name}`, each.rated || "not rated"];
      const words = more.filter((word) => typeof word === "string").join("; ");
      if (words) {
        const small = document.createElement("small");
        small.textContent = words;
        option.append(" ", small);
      }
      return option;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? `${found.length} found` : "nothing found";
  }

  async function ask(then) {
    const text = input.value.trim();
    if (text.length < LEAST_LETTERS) {
      close();
      return;
    }
    stopAsking();
    asking = new AbortController();
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) {
        close(); // the field works without suggestions
        return;
      }
      show(await answer.json());
      if (then && !list.hidden) then();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const down = event.key === "ArrowDown";
      if (!isOpen) ask(() => activate(down ? 0 : list.children.length - 1));
      else if (down) activate(active === last ? -1 : active + 1);
      else activate(active === -1 ? last : active - 1);
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape") {
      if (isOpen) close();
      else input.value = "";
    } else if (event.key === "Tab") {
      close();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

/* ---- 2. Charts ---- */

const ROW = 34; // pixels of a row
const NARROW_ROW = 46; // with its words above it
const NARROW = 640;
const WORDS = 168; // pixels for the words at the right

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["ink", "soft", "paper", "grid", "held", "needed", "surplus"];
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}

function stripes(colour, ground, across) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 4;
  const pen = tile.getContext("2d");
  pen.fillStyle = ground;
  pen.fillRect(0, 0, 4, 4);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, across ? 2 : 4, across ? 4 : 2);
  return pen.createPattern(tile, "repeat");
}

function wrapped(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

function fitted(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let short = text;
  while (short && pen.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short.trimEnd()}…`;
}

// Name and verdict of each row: to the left and right of it or, where that is too wide, above.
const words = {
  id: "words",
  afterDatasetsDraw(chart) {
    const { ctx: pen, chartArea: area, scales } = chart;
    const { rows, paint, isNarrow } = chart.options.plugins.words;
    const family = Chart.defaults.font.family;
    pen.save();
    pen.textBaseline = "middle";
    rows.forEach((row, index) => {
      const y = scales.y.getPixelForValue(index);
      const isShort = row.difference.startsWith("shortfall");
      const weight = row.difference === "shortfall_beyond_error" ? "700 " : "";
      const size = isNarrow ? 12 : 13;
      const at = isNarrow ? y - 15 : y;
      pen.fillStyle = isShort || !row.held || !row.needed ? paint.ink : paint.soft;
      pen.font = `${weight}${size}px ${family}`;
      pen.textAlign = isNarrow ? "right" : "left";
      const right = isNarrow ? area.right : area.right + 14;
      const rest = row.certainty && !isNarrow ? row.certainty : "";
      pen.fillText(row.verdict, right, rest ? at - 7 : at);
      const taken = pen.measureText(row.verdict).width;
      pen.fillStyle = paint.soft;
      if (rest) {
        pen.font = `11.5px ${family}`;
        pen.fillText(rest, right, at + 8);
      }
      pen.fillStyle = paint.ink;
      pen.font = `${size}px ${family}`;
      pen.textAlign = "left";
      const width = isNarrow ? area.width - taken - 12 : area.left - 14;
      pen.fillText(fitted(pen, row.name, width), isNarrow ? area.left : 0, at);
    });
    pen.restore();
  },
};

function points(rows, side, offset) {
  return rows.flatMap((row, index) => {
    const value = row[side];
    if (!value) return [];
    const known = value.low !== null;
    const point = { x: value.at, y: index + (row.held && row.needed ? offset : 0), index };
    return [{ ...point, xMin: known ? value.low : value.at, xMax: known ? value.high : value.at }];
  });
}

function bars(rows, difference) {
  return rows.flatMap((row, index) => {
    if (row.difference !== difference || !row.held || !row.needed) return [];
    const ends = [row.held.at, row.needed.at].sort((one, other) => one - other);
    return [{ x: ends, y: index, index }];
  });
}

function datasets(data, paint, isNarrow) {
  const down = isNarrow ? 0.1 : 0; // below the words
  const spread = isNarrow ? 0.14 : 0.2;
  const bar = (difference, thickness, fill, border) => ({
    type: "bar",
    label: difference,
    data: bars(data.rows, difference).map((each) => ({ ...each, y: each.y + down })),
    backgroundColor: fill,
    borderColor: paint.ink,
    borderWidth: border,
    borderSkipped: false,
    barThickness: thickness,
    grouped: false,
    order: 2,
  });
  const side = (name, label, colour, style, ground, offset) => ({
    type: "scatterWithErrorBars",
    label,
    data: points(data.rows, name, offset).map((each) => ({ ...each, y: each.y + down })),
    pointStyle: style,
    radius: style === "circle" ? 4.5 : 6,
    hoverRadius: style === "circle" ? 6.5 : 8,
    backgroundColor: ground,
    borderColor: colour,
    borderWidth: 2,
    hoverBackgroundColor: ground,
    hoverBorderColor: colour,
    hoverBorderWidth: 2,
    errorBarColor: colour,
    errorBarWhiskerColor: colour,
    errorBarLineWidth: 1.5,
    errorBarWhiskerLineWidth: 1.5,
    errorBarWhiskerSize: 7,
    clip: 10, // a mark at the end of the scale is whole
    order: 1,
  });
  return [
    side("held", data.heldBy, paint.held, "circle", paint.held, -spread),
    side("needed", data.neededBy, paint.needed, "rectRot", paint.paper, spread),
    bar("shortfall_beyond_error", 6, paint.ink, 0),
    bar("shortfall_within_error", 6, paint.paper, 1.25),
    bar("shortfall_of_unknown_error", 6, stripes(paint.ink, paint.paper, true), 0),
    bar("surplus", 2, stripes(paint.surplus, paint.paper, true), 0),
  ];
}

function configuration(data, width) {
  const paint = colours();
  const isNarrow = width < NARROW;
  const count = data.rows.length;
  return {
    type: "bar",
    plugins: [words],
    data: { datasets: datasets(data, paint, isNarrow) },
    options: {
      indexAxis: "y",
      animation: false,
      maintainAspectRatio: false,
      responsive: true,
      layout: { padding: isNarrow ? { left: 6, right: 6 } : { left: 216, right: WORDS } },
      interaction: { mode: "nearest", axis: "y", intersect: false },
      scales: {
        x: {
          position: "top",
          min: data.lowest,
          max: data.highest,
          grid: { color: paint.grid },
          border: { display: false },
          ticks: { stepSize: 1, color: paint.soft },
        },
        y: { type: "linear", offset: false, reverse: true, min: -0.6, max: count - 0.4, display: false },
      },
      plugins: {
        legend: { display: false }, // the page has one
        words: { rows: data.rows, paint, isNarrow },
        tooltip: {
          displayColors: false,
          backgroundColor: paint.ink,
          titleColor: paint.paper,
          bodyColor: paint.paper,
          xAlign: "center",
          yAlign: ({ tooltipItems: [item] }) =>
            item && item.raw.index > count / 2 ? "bottom" : "top", // its own row stays in sight
          filter: (item, index) => index === 0, // one row, one text
          callbacks: {
            title: (items) => items.slice(0, 1).map((item) => data.rows[item.raw.index].name),
            label: (item) => {
              const row = data.rows[item.raw.index];
              const letters = isNarrow ? 38 : 60;
              return [row.said, ...row.meanings].flatMap((text) => wrapped(text, letters));
            },
          },
        },
      },
    },
  };
}

function draw(drawn) {
  const data = JSON.parse(document.getElementById(drawn.dataset.chart).textContent);
  const frame = document.createElement("div");
  frame.className = "drawing";
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute(
    "aria-label", `${drawn.dataset.said} Arrow keys read the rows one by one; the table has them all.`,
  );
  const spoken = document.createElement("p");
  spoken.className = "hidden";
  spoken.setAttribute("aria-live", "polite");
  frame.append(canvas);
  drawn.before(frame, spoken);

  let chart = null;
  let isNarrow = null;
  let row = -1;

  function render() {
    const width = frame.clientWidth;
    isNarrow = width < NARROW;
    frame.style.height = `${data.rows.length * (isNarrow ? NARROW_ROW : ROW) + 40}px`;
    if (chart) chart.destroy();
    chart = new Chart(canvas, configuration(data, width));
  }

  function point(index) {
    row = index;
    const marks = chart.data.datasets.flatMap((set, datasetIndex) =>
      set.data.flatMap((each, at) => (each.index === row ? [{ datasetIndex, index: at }] : [])),
    ).slice(0, 2);
    chart.setActiveElements(marks);
    chart.tooltip.setActiveElements(marks, { x: 0, y: 0 });
    chart.update("none");
    spoken.textContent = row < 0 ? "" : [data.rows[row].said, ...data.rows[row].meanings].join(". ");
  }

  canvas.addEventListener("keydown", (event) => {
    const last = data.rows.length - 1;
    const to = {
      ArrowDown: Math.min(row + 1, last), ArrowUp: Math.max(row - 1, 0), Home: 0, End: last, Escape: -1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    point(to);
  });
  canvas.addEventListener("blur", () => point(-1));
  render();
  drawn.classList.add("is-replaced");
  new ResizeObserver(() => {
    if (frame.clientWidth < NARROW !== isNarrow) render();
  }).observe(frame);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
}

for (const input of document.querySelectorAll("input[data-suggest]")) combobox(input);
if (window.Chart && window.ChartErrorBars) {
  const { ScatterWithErrorBarsController, PointWithErrorBar } = window.ChartErrorBars;
  Chart.register(ScatterWithErrorBarsController, PointWithErrorBar);
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  for (const drawn of document.querySelectorAll("[data-chart]")) draw(drawn);
}
