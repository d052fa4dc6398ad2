// Draws with finger, pen or mouse, and hands the strokes to the form as points on a field of fixed size.
const pad = document.querySelector("[data-signpad]");
if (pad) {
  const canvas = pad.querySelector("canvas"), field = document.getElementById("f-strokes"), ink = canvas.getContext("2d");
  const width = Number(pad.dataset.width), height = Number(pad.dataset.height);
  let strokes = [], drawing = null;
  pad.hidden = false;
  ink.lineWidth = 6; ink.lineCap = ink.lineJoin = "round"; ink.strokeStyle = "#111";
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [clamp((event.clientX - box.left) * width / box.width, width),
            clamp((event.clientY - box.top) * height / box.height, height)];
  };
  const keep = () => { field.value = strokes.length ? JSON.stringify(strokes) : ""; };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = [point(event)];
    strokes.push(drawing);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const [fromX, fromY] = drawing[drawing.length - 1], to = point(event);
    drawing.push(to);
    ink.beginPath(); ink.moveTo(fromX, fromY); ink.lineTo(to[0], to[1]); ink.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => { drawing = null; keep(); });
  }
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = []; drawing = null; keep();
    ink.clearRect(0, 0, width, height);
  });
}
for (const each of document.querySelectorAll("[data-print]")) each.addEventListener("click", () => window.print());
