// Slide show between games: images and short texts from the venue's folder, one after the other.

import { fit } from "./fit.js";

const EACH_MS = 8_000;
const LOOK_AGAIN_MS = 60_000;

export class Slides {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.slides = [];
    this.at = -1;
    this.looked = 0;
    this.timer = 0;
  }

  /** Show or hide them. Returns whether there are any to be shown. */
  async run(show) {
    if (show && Date.now() - this.looked > LOOK_AGAIN_MS) await this.look();
    const running = show && this.slides.length > 0;
    this.place.hidden = !running;
    if (running && !this.timer) this.next();
    if (!running) this.timer = clearInterval(this.timer);
    return running;
  }

  async look() {
    this.looked = Date.now();
    try {
      const answer = await fetch("/sponsors");
      if (answer.ok) this.slides = await answer.json();
    } catch {
      // Away: those known already stay.
    }
  }

  next() {
    this.timer ||= setInterval(() => this.next(), EACH_MS);
    this.at = (this.at + 1) % this.slides.length;
    const slide = made(this.slides[this.at]);
    // One that cannot be shown (a damaged file) gives way at once, unless there is no other.
    slide.onerror = () => slide.remove();
    for (const old of [...this.place.children].slice(0, -1)) old.remove();
    for (const old of this.place.children) old.removeAttribute("data-shown");
    this.place.append(slide);
    if (slide.matches(".fit")) fit([slide]);
    requestAnimationFrame(() => requestAnimationFrame(() => slide.setAttribute("data-shown", "")));
  }
}

function made({ image, text }) {
  if (image) return Object.assign(new Image(), { src: image, alt: "" });
  return Object.assign(document.createElement("p"), { className: "fit", textContent: text });
}
