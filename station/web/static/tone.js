// The sound of the alarm: two tones that take turns, made without timers, which browsers slow down
// in the background.

const HIGH_HZ = 960;
const LOW_HZ = 720;
const TURNS_HZ = 1.5;
const LOUDNESS = 0.5;
const TRY_MS = 1500;

let context = null;
let gain = null;
let ringing = false;

function build() {
  context = new AudioContext();
  const tone = new OscillatorNode(context, { type: "square", frequency: (HIGH_HZ + LOW_HZ) / 2 });
  const turns = new OscillatorNode(context, { type: "square", frequency: TURNS_HZ });
  const swing = new GainNode(context, { gain: (HIGH_HZ - LOW_HZ) / 2 });
  gain = new GainNode(context, { gain: 0 });
  turns.connect(swing).connect(tone.frequency);
  tone.connect(gain).connect(context.destination);
  tone.start();
  turns.start();
}

// A browser lets a page sound only once its user has touched it.
export function allow() {
  if (context === null) build();
  context.resume();
}

export const isAllowed = () => context?.state === "running";

export function ring(on) {
  ringing = on;
  if (context === null && on) build();
  gain?.gain.setTargetAtTime(on ? LOUDNESS : 0, context.currentTime, 0.01);
}

export function tryIt() {
  const before = ringing;
  allow();
  ring(true);
  setTimeout(() => ring(ringing && before), TRY_MS);
}
