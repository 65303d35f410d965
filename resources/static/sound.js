// Sound of a page. No browser plays any before a tap; from then on it may be played at any time while the page is open.

const BEEP = { hertz: 880, seconds: 0.18, volume: 0.25 };

/** @type {AudioContext | null} */
let audio = null;

/** Whether a tap has turned the sound on, and the device has not turned it off again, as for a phone call. */
export const hasSound = () => audio !== null && audio.state === "running";

/** Vibrate for so many milliseconds, if the page may: browsers refuse it before a tap, and complain. */
export function vibrate(durations) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(durations);
}

/** Whether this browser has any. */
export const canSound = () => Boolean(self.AudioContext ?? self.webkitAudioContext);

/** Turn the sound on: call it in the handler of a tap. */
export function startSound(isHeard = true) {
  const Context = self.AudioContext ?? self.webkitAudioContext;
  if (!Context) return;
  audio ??= new Context();
  audio.resume?.();
  if (isHeard) beep();
}

/** Play a tone. @param {number} hertz @param {number} delayS from now */
export function beep(hertz = BEEP.hertz, delayS = 0) {
  if (!audio) return;
  const [tone, gain] = [audio.createOscillator(), audio.createGain()];
  const start = audio.currentTime + delayS;
  tone.frequency.value = hertz;
  gain.gain.value = BEEP.volume;
  tone.connect(gain);
  gain.connect(audio.destination);
  tone.start(start);
  tone.stop(start + BEEP.seconds);
}
