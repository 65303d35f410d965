// Chime: two tones before a call is read. A browser that has not been tapped may refuse to play it; then the wall is silent.

const TONES_HZ = [660, 880];
const TONE_S = 0.35;
const VOLUME = 0.3;
/** @type {AudioContext | null} */
let audio = null;

export function chime() {
  const Context = self.AudioContext ?? self.webkitAudioContext;
  if (!Context) return;
  audio ||= new Context();
  // A context that is not allowed to start would play all its tones at once when it is.
  if (audio.state !== "running") return void audio.resume();
  TONES_HZ.forEach((hertz, n) => playTone(hertz, audio.currentTime + n * TONE_S));
}

function playTone(hertz, at) {
  const [tone, gain] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(VOLUME, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 2 * TONE_S);
  tone.connect(gain);
  gain.connect(audio.destination);
  tone.start(at);
  tone.stop(at + 2 * TONE_S);
}
