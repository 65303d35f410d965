// Slide show between games: it shows images and short texts from the venue's folder, one after the other.

import { fit } from "./fit.js";

const SLIDE_MS = 8_000;
const RELOAD_MS = 60_000;

export class Slides {
  /**
   * @param {HTMLElement} container
   * @param {() => void} onLoad called when the slides have arrived: whether they may be shown is asked again then
   */
  constructor(container, onLoad) {
    this.container = container;
    this.onLoad = onLoad;
    this.slides = [];
    this.index = -1;
    this.loadedAt = 0;
    this.timer = 0;
  }

  /**
   * Start or stop the show. Return whether it runs: without slides it does not. It waits for nothing, since a game that
   * begins during a wait must not be covered.
   */
  setRunning(visible) {
    if (visible && Date.now() - this.loadedAt > RELOAD_MS) this.load();
    const running = visible && this.slides.length > 0;
    this.container.hidden = !running;
    if (running && !this.timer) this.next();
    if (!running) this.timer = clearInterval(this.timer);
    return running;
  }

  async load() {
    this.loadedAt = Date.now();
    try {
      const answer = await fetch("/sponsors");
      if (answer.ok) this.slides = await answer.json();
      this.onLoad();
    } catch {
      // Offline: the slides loaded before stay.
    }
  }

  next() {
    this.timer ||= setInterval(() => this.next(), SLIDE_MS);
    this.index = (this.index + 1) % this.slides.length;
    const slide = createSlide(this.slides[this.index]);
    // A damaged image is removed, so that no browser draws its icon for one.
    slide.onerror = () => slide.remove();
    for (const old of [...this.container.children].slice(0, -1)) old.remove();
    for (const old of this.container.children) old.removeAttribute("data-shown");
    this.container.append(slide);
    if (slide.matches(".fit")) fit([slide]);
    requestAnimationFrame(() => requestAnimationFrame(() => slide.setAttribute("data-shown", "")));
  }
}

function createSlide({ image, text }) {
  if (image) return Object.assign(new Image(), { src: image, alt: "" });
  return Object.assign(document.createElement("p"), { className: "fit", textContent: text });
}
