// Polyfills: what Chromium 64 and Safari 12 lack and the pages use. The bundler puts them before every script; it lowers the
// language itself. Each is as small as its use here allows.

self.globalThis ??= self;

function define(prototype, methods) {
  for (const [name, value] of Object.entries(methods)) if (!(name in prototype)) Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
}

function at(index) {
  return this[index < 0 ? this.length + index : index];
}

define(Object, { fromEntries: (entries) => [...entries].reduce((all, [key, value]) => Object.assign(all, { [key]: value }), {}) });
define(String.prototype, { at });
define(Array.prototype, {
  at,
  flat(depth = 1) {
    return this.reduce((all, one) => all.concat(depth > 1 && Array.isArray(one) ? one.flat(depth - 1) : one), []);
  },
  flatMap(change, self) {
    return this.map(change, self).flat();
  },
});
define(self, { queueMicrotask: (step) => Promise.resolve().then(step) });
define(performance, { timeOrigin: Date.now() - performance.now() });

// A worker has no elements.
if (self.Element) {
  const replaceChildren = function (...nodes) {
    this.textContent = "";
    this.append(...nodes);
  };
  for (const { prototype } of [Element, DocumentFragment]) define(prototype, { replaceChildren });
  define(Element.prototype, {
    toggleAttribute(name, force = !this.hasAttribute(name)) {
      if (force) this.setAttribute(name, this.getAttribute(name) ?? "");
      else this.removeAttribute(name);
      return force;
    },
    // Without it nothing moves.
    animate() {},
  });
}

if (!self.AbortController) addAbortController();
define(AbortSignal, {
  timeout(ms) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), ms);
    return controller.signal;
  },
});

/** Requests that can be given up: the answer is no longer waited for, which is all that the pages need. */
function addAbortController() {
  const native = self.fetch;
  self.AbortSignal = class AbortSignal {
    aborted = false;
    waiting = [];
    addEventListener(_, step) {
      this.waiting.push(step);
    }
    removeEventListener(_, step) {
      this.waiting = this.waiting.filter((other) => other !== step);
    }
  };
  self.AbortController = class AbortController {
    signal = new AbortSignal();
    abort() {
      if (this.signal.aborted) return;
      this.signal.aborted = true;
      for (const step of this.signal.waiting) step();
    }
  };
  self.fetch = (input, { signal, ...options } = {}) => {
    const answer = native(input, options);
    if (!signal) return answer;
    const aborted = () => new DOMException("The request was given up", "AbortError");
    return Promise.race([answer, new Promise((_, reject) => signal.aborted ? reject(aborted()) : signal.addEventListener("abort", () => reject(aborted())))]);
  };
}
